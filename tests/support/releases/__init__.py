"""Releases and batches that tests make, by hand and by chance."""

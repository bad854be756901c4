"""Example release, tariffs and batch with invented contents, installed as a package."""

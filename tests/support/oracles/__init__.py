"""Slow and independent answers to what the engine answers."""

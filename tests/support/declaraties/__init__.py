"""A small clean delivery, and changes to it that a person can read."""

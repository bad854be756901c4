"""Files that tests write, and frames made of few words."""

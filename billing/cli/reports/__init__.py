"""What is printed of a run, and in which order?"""

"""What came in, in one form, and what belongs together?"""

"""What is a night's work, in which order, and where does it go?"""

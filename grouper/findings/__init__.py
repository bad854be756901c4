"""What can be wrong or doubtful, and how is it told?"""

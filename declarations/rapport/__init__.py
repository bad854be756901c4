"""What is told of a run of checks, and to whom?"""

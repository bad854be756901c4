"""What stands in the files of a night, and what may be doubtful about them?"""

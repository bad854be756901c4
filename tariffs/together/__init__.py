"""What do lines of one patient mean for each other?"""

"""What stands in the files that the NZa delivered?"""

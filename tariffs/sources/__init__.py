"""Which tables are there, and do they agree with each other?"""

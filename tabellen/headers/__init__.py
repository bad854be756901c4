"""Which known column does a header mean?"""

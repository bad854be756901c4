"""Which price does a line have, and what does it come to?"""

"""Which form does a file have, and is it whole?"""

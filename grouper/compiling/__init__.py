"""How does a release become arrays?"""

"""How does a set of files appear: all of it, or none?"""

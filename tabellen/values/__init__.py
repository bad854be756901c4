"""Which value does a cell mean?"""

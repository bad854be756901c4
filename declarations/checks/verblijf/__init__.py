"""Was a stay needed, and how long is it insured? (S)"""

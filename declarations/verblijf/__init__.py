"""Which day of a stay is it, and is it still insured?"""

"""Is a price list in order, before it is accorded?"""

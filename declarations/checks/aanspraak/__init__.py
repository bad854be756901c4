"""Is this care insured, for this person and this indication? (E)"""

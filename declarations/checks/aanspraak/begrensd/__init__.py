"""How often, and up to which number, is this care insured? (E07, E08, E09, E22, E25)"""

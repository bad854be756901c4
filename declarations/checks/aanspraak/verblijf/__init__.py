"""Is a stay insured: needed, for so many days, and with care? (S, E19, E20)"""

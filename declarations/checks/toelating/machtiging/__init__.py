"""Was permission needed for this care, and is it there, for this much? (M)"""

"""Is rehabilitation insured here, so long, and not by another law? (E13-E18, E23)"""

"""How do two outcomes differ, by how much, and what made them differ?"""

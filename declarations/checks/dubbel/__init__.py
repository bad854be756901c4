"""Was it declared before, or beside what excludes it? (D)"""

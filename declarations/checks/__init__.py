"""What can be wrong with what is declared, and how is that found?"""

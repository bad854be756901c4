"""How was the example made?"""

"""Was care that asks admission or permission beforehand admitted? (V, M)"""

"""Was the care registered as the Regeling medisch-specialistische zorg says? (R)"""

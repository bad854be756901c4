"""Is what complete profiles hold registered as it may be?"""

"""Which dbc is derived once more, and what comes out?"""

"""Which lines are priced, and what do they take over from where they come from?"""

"""Which activities are products by themselves, and are they billable?"""

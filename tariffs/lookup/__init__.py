"""Which row holds for this key on this day?"""

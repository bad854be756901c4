"""Which files does a night read and write, and in which form?"""

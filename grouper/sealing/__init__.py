"""How does anybody know later that this is what was written?"""

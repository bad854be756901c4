"""Which integers stand for what was registered?"""

"""Which messages do priced lines become?"""

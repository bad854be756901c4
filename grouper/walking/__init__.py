"""Which leaf do the trees lead to?"""

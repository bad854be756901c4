"""What does a supplementary insurance pay of this, within its year?"""

"""What does each command that follows insured persons take, and print?"""

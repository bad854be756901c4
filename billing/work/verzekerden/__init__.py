"""What does each command that follows insured persons do between its files?"""

"""Whose care is it, and who insured this person on that day? (P, E, C)"""

"""What of this year's care does the insured pay?"""

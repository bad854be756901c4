"""What did the insurer buy of this provider, and what does the policy pay? (C)"""

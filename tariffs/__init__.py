"""What may a line cost, under which agreement, and why?"""

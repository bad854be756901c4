"""What does each command do between its files?"""

"""What does each command take, and what does it print?"""

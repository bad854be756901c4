"""What does each command about prices take, and print?"""

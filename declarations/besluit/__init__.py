"""What does a line get, with all that was found about it?"""

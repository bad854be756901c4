"""What do the tables of an insurer and of the land say, and on which days?"""

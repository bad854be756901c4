"""What do measurements come to, and are they as before?"""

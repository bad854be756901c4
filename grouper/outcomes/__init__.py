"""What follows from the leaf that was reached?"""

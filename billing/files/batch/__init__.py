"""What does a batch hold, in whatever form a hospital gives it?"""

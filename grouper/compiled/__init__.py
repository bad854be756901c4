"""What is a release as arrays?"""

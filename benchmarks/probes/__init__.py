"""What is measured once, to explain a figure or to settle a claim?"""

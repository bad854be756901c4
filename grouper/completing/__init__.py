"""Is there a completion of what is visible that leads to a product?"""

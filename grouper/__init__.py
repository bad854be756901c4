"""Which zorgproduct, declaratiecode and overige zorgproducten follow?"""

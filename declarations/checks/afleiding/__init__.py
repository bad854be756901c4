"""Does the declared zorgproduct follow from what was registered? (G)"""

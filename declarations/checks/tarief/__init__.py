"""May this amount be declared? (T)"""

"""Which columns go out?"""

"""Is the message formed as ZH308 v9.0 says? (F)"""

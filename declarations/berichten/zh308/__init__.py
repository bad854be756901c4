"""What does a ZH308 message claim, and what does a ZH309 answer to it?"""

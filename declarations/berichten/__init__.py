"""What does a delivery of messages say, and what is answered?"""

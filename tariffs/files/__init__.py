"""What does a file of tariffs, contracts or prices say?"""

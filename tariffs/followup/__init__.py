"""What changes after a line was decided: newer tariffs, turnover, production?"""

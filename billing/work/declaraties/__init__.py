"""What does each command about what is declared, and who pays, do between its files?"""

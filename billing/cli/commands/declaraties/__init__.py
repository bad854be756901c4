"""What does each command about what is declared, and who pays, take, and print?"""

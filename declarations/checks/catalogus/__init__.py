"""What is said of every check: rule, source, consequence, examples?"""

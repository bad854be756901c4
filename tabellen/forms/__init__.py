"""In which form is a table read from a file, and written to one?"""

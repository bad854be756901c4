"""How do lines of fixed width become columns, and columns such lines?"""

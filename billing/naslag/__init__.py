"""What is this code, and which code is it? What one looks up, of releases and tables.

Dutch terms: naslag (reference, what one looks up), verband (how one code relates to
another), geldig (valid).
"""

"""Where do standard input, output and error come from and go to?"""

"""How do the files of onderhanden werk say it?"""

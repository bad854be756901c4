"""Which figures does the law give, for which prestaties and on which days?"""

"""What stands in the cells of a table file, whoever made it?"""

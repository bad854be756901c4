"""What is known of a delivery: its records, lines, activities and contents?"""

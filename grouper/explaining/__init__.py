"""Why did this subtraject get this outcome?"""

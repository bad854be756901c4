"""Is the release sound?"""

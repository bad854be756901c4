"""What counts on the day on which an activity was carried out?"""

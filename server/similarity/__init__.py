"""Submissions of different people that are alike, for staff to look at."""

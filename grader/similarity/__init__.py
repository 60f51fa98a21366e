"""Submissions of different people that are more alike than independent work is."""

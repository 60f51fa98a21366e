"""Assignments made from a teacher's own data and choices, and their words and dates edited."""

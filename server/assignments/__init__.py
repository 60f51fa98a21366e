"""Assignments, their versions, and who may see which."""

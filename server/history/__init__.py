"""Scores over time: of a participant, of the class, and what the reveal changed."""

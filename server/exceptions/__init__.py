"""Exceptions: dates, tries and time of single participants."""

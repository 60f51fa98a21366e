"""Models: from the unit that only sums and compares to networks that learn."""

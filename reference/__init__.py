"""Machine learning from first principles, in NumPy alone."""

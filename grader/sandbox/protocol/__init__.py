"""What worker and child say to each other. Both sides read it, so it knows only NumPy."""

"""Prediction files and label files: reading them, and saying what is wrong with them."""

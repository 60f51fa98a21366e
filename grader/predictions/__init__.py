"""Prediction files: reading, checking, scoring."""

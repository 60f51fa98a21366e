"""Uploaded source code: from the bytes of a file to Python that can be run, or what they are."""

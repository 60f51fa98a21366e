"""Zip files of strangers, read without trust."""

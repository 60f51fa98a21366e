"""Pushing a version, comparing it with the one in force, switching to it."""

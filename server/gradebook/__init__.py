"""Grades: what scores are worth in the course, frozen, and as files for other systems."""

"""Uploads, tries, and what somebody may read of a grading."""

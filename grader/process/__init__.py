"""A grading process: told by messages what to grade; it knows no server and no database."""

"""Workers: what is graded, when, and what comes of it."""

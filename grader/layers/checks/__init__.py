"""Whether the answers are right."""

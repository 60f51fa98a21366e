"""Why an answer is wrong, in words."""

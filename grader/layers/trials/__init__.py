"""What student code is called with, and in which order."""

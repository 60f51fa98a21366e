"""What worker and child say to each other, and what it comes to."""

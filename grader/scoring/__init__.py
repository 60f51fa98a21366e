"""From a file to a score: reading, comparing with hidden labels, measuring."""

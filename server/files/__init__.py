"""What a class has handed in, for its staff: listed, downloaded, and what it fails at."""

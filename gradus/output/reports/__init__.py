"""What a check found, as the files and log lines that other programs read."""

"""What this machine offers for confining code, and how it is put in force."""

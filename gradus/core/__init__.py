"""What every part of the command uses: how it fails, its language, where it keeps files."""

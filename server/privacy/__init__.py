"""What privacy law gives people: all that is held of them, and that their names go."""

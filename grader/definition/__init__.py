"""An assignment as its `assignment.toml` defines it."""

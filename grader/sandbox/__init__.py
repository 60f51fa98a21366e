"""Running student code away from everything else."""

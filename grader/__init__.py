"""The judge: bundles, prediction files, layer checks, ranking."""

"""Known mistakes of layers, by family."""

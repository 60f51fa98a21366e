"""The gradient judge for hand-written layers."""

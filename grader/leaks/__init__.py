"""What a board gives away of hidden labels: releasing less, bounding it, noticing who knew."""

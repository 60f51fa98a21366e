"""Assignment bundles."""

"""A plain process for each run: everywhere, and for one's own code."""

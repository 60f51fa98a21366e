"""Right files in bulk, for speed alone: bit for bit what `diagnosis` reads, or nothing at all.

Row by row a file of 100,000 rows takes sixty times as long. `diagnosis` is the authority on what a
file says; a file that is unusual in any way is left to it.
"""

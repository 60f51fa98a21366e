"""People of the site: looked up, listed, corrected, and two that are one merged."""

"""Ways into a course for everybody on its roster."""

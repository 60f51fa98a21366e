"""Running a server or worker on this machine."""

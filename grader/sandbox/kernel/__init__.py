"""Switches of the Linux kernel that confine a process; it knows the standard library alone."""

"""The layers of defence around student code, by name.

`Defence` lists them all; which of them a host can put in force is found out at the start and shown
by `gradus doctor`. What each one stops is tabled in docs/security.md.
"""

from enum import StrEnum


class Defence(StrEnum):
    """One layer of defence. `ALWAYS` are those without which no student code runs."""

    USER = "user"
    """A user number of its own without any capability, where the worker is root."""
    LIMITS = "limits"
    """rlimits on memory, processor time, processes, files, output and stack."""
    LANDLOCK = "landlock"
    """No files, no TCP, no signals to others: in the zygote, and again in its children."""
    SECCOMP = "seccomp"
    """No system call but those that NumPy needs."""
    BUBBLEWRAP = "bubblewrap"
    """Namespaces of its own: a file system without data, no network, no other process."""
    CGROUP = "cgroup"
    """Memory and number of processes of everything that a worker's zygotes run."""


ALWAYS = frozenset({Defence.LIMITS, Defence.SECCOMP})

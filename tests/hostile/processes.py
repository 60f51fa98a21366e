"""The processes that come of this one, as the kernel lists them."""

import ctypes
import os
import time
from collections.abc import Callable
from pathlib import Path

_PR_SET_CHILD_SUBREAPER = 36
PATIENCE_S = 5.0
_PAUSE_S = 0.005


def adopt_orphans() -> None:
    """Become the parent of whatever loses its own below us, so that no daemon goes unseen."""
    if ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0):
        raise OSError("prctl: cannot become a subreaper")


def descendants(ancestor: int) -> frozenset[int]:
    """The processes below one, dead ones that nobody has reaped included."""
    children: dict[int, list[int]] = {}
    for pid, parent in _parents().items():
        children.setdefault(parent, []).append(pid)
    found, queue = set(), [ancestor]
    while queue:
        below = children.get(queue.pop(), [])
        found.update(below)
        queue += below
    return frozenset(found)


def comes_true(condition: Callable[[], bool], patience_s: float = PATIENCE_S) -> bool:
    """Whether a condition becomes true while we wait for it."""
    give_up = time.monotonic() + patience_s
    while not condition():
        if time.monotonic() > give_up:
            return False
        time.sleep(_PAUSE_S)  # between two looks
    return True


def _parents() -> dict[int, int]:
    found = {}
    for entry in os.scandir("/proc"):
        if entry.name.isdecimal():
            try:
                stat = Path(entry.path, "stat").read_text("utf-8", "replace")
            except (FileNotFoundError, ProcessLookupError):  # it has just ended
                continue
            found[int(entry.name)] = int(stat.rpartition(")")[2].split()[1])
    return found

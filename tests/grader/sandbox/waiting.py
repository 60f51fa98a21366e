"""Waiting for what other processes are about to do."""

import time
from collections.abc import Callable

import psutil

PATIENCE_S = 30.0
_PAUSE_S = 0.005


def wait_until(condition: Callable[[], object]) -> None:
    """Return once a condition holds. Fails where it does not in half a minute."""
    give_up = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < give_up, "it never came true"
        time.sleep(_PAUSE_S)  # between two looks


def family(pid: int) -> list[psutil.Process]:
    """A process and all that come of it."""
    try:
        parent = psutil.Process(pid)
        return [parent, *parent.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def is_gone(process: psutil.Process) -> bool:
    """Whether a process has ended; one that nobody has reaped yet has."""
    try:
        return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True

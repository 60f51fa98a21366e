"""Loops that no exception ends."""

import threading
from collections.abc import Callable
from contextlib import suppress

import structlog

_PAUSE_S = 1.0

log = structlog.get_logger(__name__)


def keep_running(name: str, loop: Callable[[], None], stopping: threading.Event) -> None:
    """Run a loop until it returns, and begin it again after whatever else ends it.

    Even an exit or the end of memory: nobody else would do the work of its thread.
    """
    while not stopping.is_set():
        try:
            loop()
        except BaseException:
            with suppress(BaseException):
                log.critical("a thread ended by an error and begins again", thread=name, exc_info=1)
            stopping.wait(_PAUSE_S)
        else:
            return

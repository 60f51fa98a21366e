"""`gradus worker`: grading without a server, for the servers of other machines."""

import contextlib
import signal
import threading
from types import FrameType

from gradus.core.failures import CommandError, ExitCode
from gradus.host.starting import refusal_of, start_errors_in_words
from gradus.output.terminal import show_line
from server.core.intervals import Intervals
from server.grading.worker import Workers
from server.service import Service
from server.settings import Settings

_LOOK_S = 5.0
_INTERVALS = Intervals(sweep_s=1.0)  # what other machines have accepted is heard of by looking


def work(settings: Settings) -> None:
    """Grade until SIGTERM or SIGINT; what is being graded then is finished or given back.

    Raises CommandError for settings that leave a worker nothing to do, where code cannot be
    confined, where data directory or database cannot be used, and where a thread has ended.
    """
    if not settings.database_url:
        raise CommandError(
            "Workers of their own need PostgreSQL: set GRADUS_DATABASE_URL.",
            "With SQLite the server grades by itself.",
        )
    if settings.workers < 1:
        raise CommandError("A worker grades at least one file at a time: see GRADUS_WORKERS.")
    with start_errors_in_words(settings):
        service = Service(settings, intervals=_INTERVALS)
    if service.code.missing is not None:
        service.close()
        raise refusal_of(service.code.missing)
    stopped = threading.Event()

    def stop(_: int, __: FrameType | None) -> None:
        stopped.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    with contextlib.closing(service):
        with start_errors_in_words(settings):
            service.start()
        show_line(f"Grading {settings.workers} files at a time.")
        while not stopped.wait(_LOOK_S):
            require_alive(service.workers)


def require_alive(workers: Workers) -> None:
    """Raise CommandError where a thread has ended, so that whoever supervises starts us again."""
    if not workers.alive:
        raise CommandError(
            "A thread of the worker has ended.",
            "Start it again: what it graded is graded once more. The log says why it ended.",
            exit_code=ExitCode.FAULT,
        )

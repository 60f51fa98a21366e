"""The lines that programs print while they run, for those who wait for their verdicts.

They are written beside the evaluations by a thread of their own: a database that hangs must not
keep what grades from being heard, or its time would run out through no fault of its own.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from server.core.database import Database
from server.core.events import Events, steps_topic
from server.grading import evaluations
from server.submissions.queries import Gradable

SHOWN_CHARACTERS = 4_000
PAUSE_S = 1.0


class Progress:
    """The end of what each program of a worker has printed by now."""

    def __init__(self, database: Database, events: Events, worker: str) -> None:
        self._database = database
        self._events = events
        self._worker = worker
        self._lock = threading.Lock()
        self._texts: dict[str, str] = {}
        self._new: dict[str, str] = {}  # the topics of what was not written yet, by evaluation

    @contextmanager
    def listen(self, found: Gradable) -> Iterator[Callable[[str], None]]:
        """A context with what takes the lines of a program as they come."""
        id_, topic = found.evaluation.id, steps_topic(found.submission.id)

        def take(text: str) -> None:
            with self._lock:
                self._texts[id_] = (self._texts.get(id_, "") + text)[-SHOWN_CHARACTERS:]
                self._new[id_] = topic

        try:
            yield take
        finally:
            with self._lock:
                self._texts.pop(id_, None)
                self._new.pop(id_, None)

    def write(self) -> None:
        """Write what is new, and tell those who wait."""
        with self._lock:
            new = [(id_, topic, self._texts[id_]) for id_, topic in self._new.items()]
            self._new.clear()
        for id_, topic, text in new:
            self._database.write(evaluations.show_progress, id_, self._worker, text)
            self._events.publish(topic)

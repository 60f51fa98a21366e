"""The lines that a program prints while it runs, for those who wait for its verdict."""

import time

from server.core.database import Database
from server.core.events import Events, submission_topic
from server.core.outages import outage_of
from server.grading import evaluations
from server.submissions.queries import Gradable

SHOWN_CHARACTERS = 4_000
PAUSE_S = 1.0


class ProgressWriter:
    """Keeps the end of what was printed beside the evaluation, at most once a second."""

    def __init__(self, database: Database, events: Events, found: Gradable, worker: str) -> None:
        self._database = database
        self._events = events
        self._evaluation_id = found.evaluation.id
        self._topic = submission_topic(found.submission.id)
        self._worker = worker
        self._text = ""
        self._written_at = -PAUSE_S

    def __call__(self, text: str) -> None:
        """Take what was printed since the last time."""
        self._text = (self._text + text)[-SHOWN_CHARACTERS:]
        if time.monotonic() - self._written_at < PAUSE_S:
            return
        self._written_at = time.monotonic()
        try:
            self._database.write(
                evaluations.show_progress, self._evaluation_id, self._worker, self._text
            )
        except Exception as error:
            if outage_of(error) is None:
                raise
            return  # the next lines may find the database back; the program runs on
        self._events.publish(self._topic)

"""What follows on a final evaluation: who waits is told, and boards stand on what is graded again.

Boards of which one bundle is gone keep none of the others waiting, nor a worker from its files.
"""

from collections.abc import Iterable

import structlog

from server.boards.ladder_scorer import LadderScorer, MissingPredictionsError
from server.core.database import Database
from server.core.errors import DamagedBundleError
from server.core.events import Events, board_topic, submission_topic
from server.core.outages import outage_of
from server.core.queue import Queue
from server.grading import regrading
from server.grading.finishing import Finished

_REMEDY = (
    "`gradus fsck` says which files are gone or damaged: bring them back from a backup,"
    " or push the bundle once more"
)

log = structlog.get_logger(__name__)


class Completion:
    """Tells those who wait, and completes what is graded again. scorer: for what takes over."""

    def __init__(
        self, database: Database, queue: Queue, events: Events, scorer: LadderScorer
    ) -> None:
        self._database = database
        self._queue = queue
        self._events = events
        self._scorer = scorer

    def tell(self, finished: Finished) -> None:
        """Wake who waits for an evaluation, for its board, or for what was released with it."""
        self._events.publish(board_topic(finished.track_id))  # who waits may look there
        for submission_id in {finished.submission_id, *finished.released}:
            self._events.publish(submission_topic(submission_id))

    def complete(self, assignment_ids: Iterable[str]) -> None:
        """Let the boards of each stand on what was graded again, once all of it is.

        What keeps one of them from it is told in the log, and looked at again by the next sweep.
        Raises OutageError, and what is one, as that is waited for.
        """
        for assignment_id in assignment_ids:
            try:
                self._complete(assignment_id)
            except Exception as error:
                if outage_of(error) is not None:
                    raise
                is_known = isinstance(error, DamagedBundleError | MissingPredictionsError)
                log.error(  # noqa: TRY400 - what is known needs one line
                    "boards still stand on what was graded before",
                    assignment=assignment_id,
                    cause=f"{type(error).__name__}: {error}",
                    remedy=_REMEDY,
                    exc_info=not is_known,
                )

    def _complete(self, assignment_id: str) -> None:
        with self._database.read() as session:
            if not regrading.is_due(session, assignment_id):
                return
            found = regrading.find_lost(session, self._scorer, assignment_id)
        if found is not None and found[1]:
            self._database.write(regrading.grade_lost, self._queue, assignment_id, *found)
            return
        for track_id in self._database.write(regrading.complete, assignment_id, self._scorer):
            self._events.publish(board_topic(track_id))

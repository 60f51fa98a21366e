"""The sweep: whatever is pending comes into the queue, whoever had claimed it or lost it.

The queue is only a wake-up, and the truth is in the tables: nothing that was lost on the way, by a
death or an outage, waits longer than until the next sweep.
"""

from collections.abc import Container

from server.assignments import versions
from server.boards.ladder_scorer import LadderScorer
from server.core.database import Database
from server.core.queue import MemoryQueue
from server.grading import evaluations
from server.grading.completion import Completion
from server.submissions import queries as submissions

_SWEPT_AT_ONCE = 10_000
_LONGEST_AFTER_DEATHS_S = 600.0


class Sweep:
    """Brings what is pending into the queue of a worker. grading: what it has at hand just now."""

    def __init__(
        self,
        database: Database,
        queue: MemoryQueue,
        completion: Completion,
        scorer: LadderScorer,
        *,
        worker: str,
        grading: Container[str],
    ) -> None:
        self._database = database
        self._queue = queue
        self._completion = completion
        self._scorer = scorer
        self._worker = worker
        self._grading = grading

    def queue_pending(self, *, is_start: bool = False) -> None:
        """Queue again or park what was abandoned, and tell the queue of everything pending.

        is_start: whether the worker has just begun, so that its claims are those of a dead one.
        """
        parked = self._database.write(
            evaluations.requeue_abandoned,
            dead_worker=self._worker if is_start else None,
            scorer=self._scorer,
        )
        with self._database.read() as session:
            waiting = submissions.pending(session, _SWEPT_AT_ONCE, claimed_by=self._worker)
        for evaluation_id, priority, attempts, queued_at, participant_id in waiting:
            if evaluation_id not in self._grading:
                self._queue.push(
                    evaluation_id,
                    priority,
                    participant_id,
                    after_s=pause_after_deaths(attempts),
                    received_s=queued_at.timestamp(),
                )
        for finished in parked:
            self._completion.tell(finished)

    def complete(self) -> None:
        """Complete what is graded again, of every assignment where that is due."""
        with self._database.read() as session:
            graded_again = versions.graded_again(session)
        self._completion.complete(graded_again)


def pause_after_deaths(attempts: int) -> float:
    """Seconds that a file waits which was claimed so often, so that others are graded before it.

    Faults and deaths that were seen are few: more claims than those ended with their workers.
    """
    most = evaluations.MOST_FAULTS + evaluations.MOST_DEATHS
    return 0.0 if attempts < most else min(_LONGEST_AFTER_DEATHS_S, 2.0 ** (attempts - most))

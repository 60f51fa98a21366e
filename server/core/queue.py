"""The queue of evaluations: a wake-up, never the truth.

The truth is the table of evaluations, where *pending* means *not final*. An engine may lose all
it knows at any time: whatever is pending is told to it again by `server.grading.worker`.
"""

import heapq
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import Protocol

from sqlalchemy.orm import Session

from server.core.database import after_commit


class Priority(IntEnum):
    """Who goes first: people who wait, then gradings again after a new version, then baselines.

    Programs may take minutes, so they never take every thread; see `MemoryQueue.run`.
    """

    UPLOAD = 0
    PROGRAM = 5
    REGRADE = 10
    BASELINE = 12
    PROGRAM_REGRADE = 15
    PROGRAM_BASELINE = 17

    @classmethod
    def of(cls, *, is_program: bool, is_again: bool) -> "Priority":
        """The priority of a grading."""
        if is_program:
            return cls.PROGRAM_REGRADE if is_again else cls.PROGRAM
        return cls.REGRADE if is_again else cls.UPLOAD

    @classmethod
    def of_baseline(cls, *, is_program: bool) -> "Priority":
        """The priority of grading a baseline."""
        return cls.PROGRAM_BASELINE if is_program else cls.BASELINE


_AFTER_ERROR_S = 1.0
_LONG = frozenset({Priority.PROGRAM, Priority.PROGRAM_REGRADE, Priority.PROGRAM_BASELINE})


class Queue(Protocol):
    """An engine that carries evaluation ids from those who enqueue to those who grade."""

    def enqueue(self, session: Session, evaluation_id: str, priority: int) -> None:
        """Tell the workers about an evaluation once the caller's transaction is durable."""

    def run(self, grade: Callable[[str], float | None], *, is_quick: bool = False) -> None:
        """Hand each evaluation id to `grade`, until `stop` is called.

        grade: gives the seconds after which it is to be handed out again, None for never.
        """


@dataclass(frozen=True, order=True)
class _Entry:
    priority: int
    evaluation_id: str  # sorts by the time of its making


class MemoryQueue:
    """The engine of a single process: a heap, in order of priority and then of arrival."""

    def __init__(self) -> None:
        self._ready: list[_Entry] = []
        self._long: list[_Entry] = []
        self._later: list[tuple[float, _Entry]] = []
        self._known: set[str] = set()
        self._changed = threading.Condition()
        self._stopped = False

    def enqueue(self, session: Session, evaluation_id: str, priority: int) -> None:
        """Tell the workers about an evaluation once the caller's transaction is durable."""
        after_commit(session, lambda: self.push(evaluation_id, priority))

    def push(self, evaluation_id: str, priority: int, *, after_s: float = 0.0) -> None:
        """Add an evaluation, to be handed out `after_s` seconds from now at the earliest."""
        with self._changed:
            if evaluation_id in self._known:
                return
            self._known.add(evaluation_id)
            entry = _Entry(priority, evaluation_id)
            if after_s > 0:
                heapq.heappush(self._later, (time.monotonic() + after_s, entry))
            else:
                self._make_ready(entry)
            self._changed.notify_all()

    def run(self, grade: Callable[[str], float | None], *, is_quick: bool = False) -> None:
        """Hand each evaluation id to `grade`, until `stop` is called.

        grade: gives the seconds after which it is to be handed out again, None for never. One at
        which it raises is handed out again as well. is_quick: leave programs to others, so that
        nobody who waits a moment has to wait minutes.
        """
        while (entry := self._next(is_quick=is_quick)) is not None:
            after_s: float | None = _AFTER_ERROR_S
            try:
                after_s = grade(entry.evaluation_id)
            finally:
                if after_s is not None:
                    self.push(entry.evaluation_id, entry.priority, after_s=after_s)

    def stop(self) -> None:
        """Let every `run` return after the evaluation it is at."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()

    def __len__(self) -> int:
        with self._changed:
            return len(self._known)

    def _next(self, *, is_quick: bool) -> _Entry | None:
        """The next evaluation, waited for; None once stopped."""
        with self._changed:
            while not self._stopped:
                self._promote()
                heaps = [self._ready] if is_quick else [self._ready, self._long]
                if full := [heap for heap in heaps if heap]:
                    entry = heapq.heappop(min(full))
                    self._known.discard(entry.evaluation_id)
                    return entry
                self._changed.wait(self._until_due())
        return None

    def _make_ready(self, entry: _Entry) -> None:
        heapq.heappush(self._long if entry.priority in _LONG else self._ready, entry)

    def _promote(self) -> None:
        """Move what has become due to the heap of the ready."""
        while self._later and self._later[0][0] <= time.monotonic():
            self._make_ready(heapq.heappop(self._later)[1])

    def _until_due(self) -> float | None:
        return max(0.0, self._later[0][0] - time.monotonic()) if self._later else None


class IdleQueue(MemoryQueue):
    """The queue of a process that does not grade: those who do look for what is pending."""

    def push(self, evaluation_id: str, priority: int, *, after_s: float = 0.0) -> None:
        """Keep nothing, since nobody here would ever take it."""

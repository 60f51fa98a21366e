"""The queue of evaluations: a wake-up, never the truth.

The truth is the table of evaluations, where *pending* means *not final*. An engine may lose all
it knows at any time: whatever is pending is told to it again by `server.grading.sweep`.
"""

import heapq
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from enum import IntEnum
from typing import Protocol

from sqlalchemy.orm import Session

from server.core.database import after_commit
from server.core.lanes import Lane, Place, Running
from server.core.turns import Entry


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
_AGAIN = frozenset({Priority.REGRADE, Priority.PROGRAM_REGRADE})
_LONG = frozenset({Priority.PROGRAM, Priority.PROGRAM_REGRADE, Priority.PROGRAM_BASELINE})


class Queue(Protocol):
    """An engine that carries evaluation ids from those who enqueue to those who grade."""

    def enqueue(
        self, session: Session, evaluation_id: str, priority: int, participant_id: str | None = None
    ) -> None:
        """Tell the workers about an evaluation once the caller's transaction is durable.

        participant_id: who waits for it; None where nobody does.
        """

    def run(self, grade: Callable[[str], float | None], *, is_quick: bool = False) -> None:
        """Hand each evaluation id to `grade`, until `stop` is called.

        grade: gives the seconds after which it is to be handed out again, None for never.
        """


class MemoryQueue:
    """The engine of a single process, in order of priority and then of turn: see `turns`."""

    def __init__(self) -> None:
        self._quick = Lane()
        self._long = Lane()
        self._later: list[tuple[float, Entry]] = []
        self._known: set[str] = set()
        self._changed = threading.Condition()
        self._stopped = False

    def enqueue(
        self, session: Session, evaluation_id: str, priority: int, participant_id: str | None = None
    ) -> None:
        """Tell the workers about an evaluation once the caller's transaction is durable."""
        after_commit(session, lambda: self.push(evaluation_id, priority, participant_id))

    def push(
        self,
        evaluation_id: str,
        priority: int,
        participant_id: str | None = None,
        *,
        after_s: float = 0.0,
        received_s: float | None = None,
    ) -> None:
        """Add an evaluation, to be handed out `after_s` seconds from now at the earliest.

        received_s: when it was queued, in seconds of the clock; now, unless told.
        """
        with self._changed:
            if evaluation_id in self._known:
                return
            self._known.add(evaluation_id)
            owner = participant_id or ""
            received_s = time.time() if received_s is None else received_s
            turn = self._lane(priority).turns.next_of(owner, priority, received_s)
            is_again = priority in _AGAIN
            self._wait(Entry(priority, turn, evaluation_id, owner, is_again), after_s)

    def run(self, grade: Callable[[str], float | None], *, is_quick: bool = False) -> None:
        """Hand each evaluation id to `grade`, until `stop` is called.

        grade: gives the seconds after which it is to be handed out again, None for never. One at
        which it raises is handed out again as well. is_quick: leave programs to others, so that
        nobody who waits a moment has to wait minutes.
        """
        lanes = [self._quick] if is_quick else [self._quick, self._long]
        with self._place_in(lanes):
            while (running := self._next(lanes)) is not None:
                after_s: float | None = _AFTER_ERROR_S
                try:
                    after_s = grade(running.entry.evaluation_id)
                finally:
                    self._end(running, after_s)

    def stop(self) -> None:
        """Let every `run` return after the evaluation it is at."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()

    def place_of(self, evaluation_id: str) -> Place | None:
        """Where an evaluation is in the line; None where it is not known here."""
        with self._changed:
            found = self._quick.place_of(evaluation_id)
            return self._long.place_of(evaluation_id) if found is None else found

    def is_under_way(self, evaluation_id: str) -> bool:
        """Whether this process has yet to write what comes of an evaluation, and to tell of it."""
        with self._changed:
            if evaluation_id in self._known:
                return True
            return self._quick.is_at(evaluation_id) or self._long.is_at(evaluation_id)

    def __len__(self) -> int:
        with self._changed:
            return len(self._known)

    @contextmanager
    def _place_in(self, lanes: Sequence[Lane]) -> Iterator[None]:
        """While one takes files of these lanes."""
        with self._changed:
            for lane in lanes:
                lane.places += 1
        try:
            yield
        finally:
            with self._changed:
                for lane in lanes:
                    lane.places -= 1

    def note_graded(self, evaluation_id: str) -> None:
        """Know that one that was handed out is graded, so that the time it took counts."""
        with self._changed:
            for lane in (self._quick, self._long):
                lane.note_graded(evaluation_id)

    def _next(self, lanes: Sequence[Lane]) -> Running | None:
        """The next evaluation, waited for in a free place; None once stopped."""
        with self._changed, _free_in(lanes):
            while not self._stopped:
                self._promote()
                found = [(entry, lane) for lane in lanes if (entry := lane.peek()) is not None]
                if found:
                    running = min(found)[1].start()
                    self._known.discard(running.entry.evaluation_id)
                    return running
                self._changed.wait(self._until_due())
        return None

    def _end(self, ended: Running, after_s: float | None) -> None:
        """Let the next of a participant come; what is to be handed out again keeps its turn."""
        entry = ended.entry
        with self._changed:
            is_again = after_s is not None and entry.evaluation_id not in self._known
            self._lane(entry.priority).end(ended, is_over=not is_again)
            if is_again:
                self._known.add(entry.evaluation_id)
                self._wait(entry, after_s or 0.0)
            self._changed.notify_all()

    def _wait(self, entry: Entry, after_s: float) -> None:
        if after_s > 0:
            heapq.heappush(self._later, (time.monotonic() + after_s, entry))
        else:
            self._lane(entry.priority).add(entry)
        self._changed.notify_all()

    def _lane(self, priority: int) -> Lane:
        return self._long if priority in _LONG else self._quick

    def _promote(self) -> None:
        """Let wait among the others what has become due."""
        while self._later and self._later[0][0] <= time.monotonic():
            _, entry = heapq.heappop(self._later)
            self._lane(entry.priority).add(entry)

    def _until_due(self) -> float | None:
        return max(0.0, self._later[0][0] - time.monotonic()) if self._later else None


@contextmanager
def _free_in(lanes: Sequence[Lane]) -> Iterator[None]:
    """While a place of these lanes is free."""
    for lane in lanes:
        lane.free += 1
    try:
        yield
    finally:
        for lane in lanes:
            lane.free -= 1


class IdleQueue(MemoryQueue):
    """The queue of a process that does not grade: those who do look for what is pending."""

    def push(self, *_: object, **__: object) -> None:
        """Keep nothing, since nobody here would ever take it."""

"""Lines of evaluations that wait for a place, and where in them each is."""

import heapq
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from math import ceil

from server.core.turns import Entry, Turns


@dataclass(frozen=True)
class Place:
    """Where an evaluation is in the line.

    position: how many are handed out until it is, itself included; 0 once it is graded.
    expected_s: whole seconds until it is final, by what gradings took; None where nothing is known.
    """

    position: int
    expected_s: int | None


@dataclass(eq=False)
class Running:
    """An entry that was handed out, and since when. is_graded: whether its grading is over."""

    entry: Entry
    since: float
    is_graded: bool = False


class Lane:
    """What waits for one kind of place, in order of priority and then of turn.

    A file that may not take the last place waits beside the others, until its participant's is done
    or another place is free. clock: gives seconds. Not for many threads, as `Turns`.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self.turns = Turns()
        self.running: list[Running] = []
        self.places = 0
        self.free = 0
        self._ready: list[Entry] = []
        self._held: dict[str, list[Entry]] = {}

    def add(self, entry: Entry) -> None:
        """Let an entry wait for its turn."""
        heapq.heappush(self._ready, entry)

    def peek(self) -> Entry | None:
        """The entry to be handed out next, None where none may be; those that may not are held."""
        for participant_id in list(self._held):
            if self.turns.may_start(self._held[participant_id][0], self.free):
                self._take_back(participant_id)
        while self._ready:
            if self.turns.may_start(self._ready[0], self.free):
                return self._ready[0]
            entry = heapq.heappop(self._ready)
            heapq.heappush(self._held.setdefault(entry.participant_id, []), entry)
        return None

    def start(self) -> Running:
        """Hand out what `peek` has found."""
        entry = heapq.heappop(self._ready)
        self.turns.start(entry)
        self.running.append(Running(entry, self._clock()))
        return self.running[-1]

    def note_graded(self, evaluation_id: str) -> None:
        """Know that a grading is over, so that its time counts: no other tells what one takes."""
        for one in self._running_of(evaluation_id):
            one.is_graded = True

    def is_at(self, evaluation_id: str) -> bool:
        """Whether an entry was handed out whose grading is not over."""
        return any(not one.is_graded for one in self._running_of(evaluation_id))

    def end(self, ended: Running, *, is_over: bool) -> None:
        """Let the next of the participant's files wait among the others."""
        self.running.remove(ended)
        self.turns.end(ended.entry)
        if is_over:
            seconds = self._clock() - ended.since if ended.is_graded else None
            self.turns.forget(ended.entry, seconds)
        if ended.entry.participant_id in self._held:
            self._take_back(ended.entry.participant_id)

    def place_of(self, evaluation_id: str) -> Place | None:
        """Where an entry is in the line, None where it is not in it."""
        for one in self._running_of(evaluation_id):
            return Place(0, _whole(self._left_s(one)))
        waiting = [*self._ready, *chain.from_iterable(self._held.values())]
        own = next((entry for entry in waiting if entry.evaluation_id == evaluation_id), None)
        if own is None:
            return None
        ahead = [entry for entry in waiting if entry.turn_key < own.turn_key]
        if self.free and self.turns.may_start(own, self.free):
            ahead = [entry for entry in ahead if self.turns.may_start(entry, self.free)]
        return Place(len(ahead) + 1, _whole(self._expected_s(ahead, own)))

    def _expected_s(self, ahead: Sequence[Entry], own: Entry) -> float | None:
        """Seconds until an entry is graded behind others, by what those before them took.

        None where one of them takes longer than is known: nobody knows then when its place is free.
        """
        seconds = self.turns.expected_s(own.participant_id)
        if seconds is None:
            return None
        counted = Counter(entry.participant_id for entry in ahead)
        waits = self._left_of_running(own) + [
            None if (each := self.turns.expected_s(one)) is None else count * each
            for one, count in counted.items()
        ]
        if None in waits:
            return None
        return sum(filter(None, waits)) / max(1, self.places) + seconds

    def _left_of_running(self, own: Entry) -> list[float | None]:
        """What is left of those that are graded now, as far as an entry waits for them."""
        if self.free and self.turns.may_start(own, self.free):
            return []
        return [self._left_s(one) for one in self.running]

    def _left_s(self, one: Running) -> float | None:
        """Seconds until one that is graded now is final; None where it takes longer than known."""
        expected = self.turns.expected_s(one.entry.participant_id)
        left = None if expected is None else one.since + expected - self._clock()
        return left if left is not None and left > 0 else None

    def _running_of(self, evaluation_id: str) -> Iterator[Running]:
        return (one for one in self.running if one.entry.evaluation_id == evaluation_id)

    def _take_back(self, participant_id: str) -> None:
        held = self._held[participant_id]
        heapq.heappush(self._ready, heapq.heappop(held))
        if not held:
            del self._held[participant_id]


def _whole(seconds: float | None) -> int | None:
    return None if seconds is None else ceil(seconds)

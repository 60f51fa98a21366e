"""Lines of evaluations that wait for a place, and where in them each is."""

import heapq
import time
from collections import Counter
from collections.abc import Callable, Sequence
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


class Lane:
    """What waits for one kind of place, in order of priority and then of turn.

    A file that may not take the last place waits beside the others, until its participant's is done
    or another place is free. clock: gives seconds. Not for many threads, as `Turns`.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self.turns = Turns()
        self.running: dict[str, tuple[Entry, float]] = {}
        self.places = 0
        self.free = 0
        self._ready: list[Entry] = []
        self._held: dict[str, list[Entry]] = {}

    def add(self, entry: Entry) -> None:
        """Let an entry wait for its turn."""
        heapq.heappush(self._ready, entry)

    def peek(self) -> Entry | None:
        """The entry to be handed out next, None where none may be; those that may not are held."""
        while self._ready:
            if self.turns.may_start(self._ready[0], self.free):
                return self._ready[0]
            entry = heapq.heappop(self._ready)
            heapq.heappush(self._held.setdefault(entry.participant_id, []), entry)
        for participant_id in list(self._held):
            if self.turns.may_start(self._held[participant_id][0], self.free):
                self._take_back(participant_id)
        return self._ready[0] if self._ready else None

    def start(self) -> Entry:
        """Hand out what `peek` has found."""
        entry = heapq.heappop(self._ready)
        self.turns.start(entry)
        self.running[entry.evaluation_id] = (entry, self._clock())
        return entry

    def end(self, entry: Entry, *, is_over: bool) -> None:
        """Let the next of the participant's files wait among the others."""
        _, since = self.running.pop(entry.evaluation_id, (entry, None))
        self.turns.end(entry)
        if is_over:
            self.turns.forget(entry, None if since is None else self._clock() - since)
        if entry.participant_id in self._held:
            self._take_back(entry.participant_id)

    def place_of(self, evaluation_id: str) -> Place | None:
        """Where an entry is in the line, None where it is not in it."""
        if evaluation_id in self.running:
            return Place(0, _whole(self._left_s(evaluation_id)))
        waiting = [*self._ready, *chain.from_iterable(self._held.values())]
        own = next((entry for entry in waiting if entry.evaluation_id == evaluation_id), None)
        if own is None:
            return None
        ahead = [entry for entry in waiting if entry.turn_key < own.turn_key]
        return Place(len(ahead) + 1, _whole(self._expected_s(ahead, own)))

    def _expected_s(self, ahead: Sequence[Entry], own: Entry) -> float | None:
        """Seconds until an entry is graded behind others, by what those before them took."""
        seconds = self._seconds_of(own.participant_id)
        if seconds is None:
            return None
        counted = Counter(entry.participant_id for entry in ahead)
        before = sum(count * (self._seconds_of(one) or 0) for one, count in counted.items())
        left = sum(self._left_s(evaluation_id) or 0 for evaluation_id in self.running)
        return (before + left) / max(1, self.places) + seconds

    def _left_s(self, evaluation_id: str) -> float | None:
        """Seconds until one that is graded now is final; None where it takes longer than known."""
        entry, since = self.running[evaluation_id]
        expected = self.turns.expected_s(entry.participant_id)
        left = None if expected is None else since + expected - self._clock()
        return left if left is not None and left > 0 else None

    def _seconds_of(self, participant_id: str) -> float | None:
        """What a participant's file takes, at least as long as those that are graded now."""
        expected = self.turns.expected_s(participant_id)
        lasting = (
            self._clock() - since
            for entry, since in self.running.values()
            if entry.participant_id == participant_id
        )
        return None if expected is None else max(expected, *lasting, 0.0)

    def _take_back(self, participant_id: str) -> None:
        held = self._held[participant_id]
        heapq.heappush(self._ready, heapq.heappop(held))
        if not held:
            del self._held[participant_id]


def _whole(seconds: float | None) -> int | None:
    return None if seconds is None else ceil(seconds)

"""Whose turn it is: nobody waits for all that one other has sent.

A file's turn is the moment of its receipt, put off by what of the same participant is graded before
it, and never within a second of their turn before: DOMjudge's rule for the queue of a contest. And
one participant's second file at once leaves a place free for somebody else.
"""

from collections import Counter, deque
from dataclasses import dataclass
from typing import TypeVar

from server.core.cache import Cache

Key = TypeVar("Key")

_ENOUGH = 5  # gradings of others that tell what one takes
_REMEMBERED = 10  # gradings of each participant
_MOST_PARTICIPANTS = 10_000


@dataclass(frozen=True, order=True)
class Entry:
    """An evaluation that waits, in the order in which those of a lane are handed out.

    participant_id: empty for what nobody waits for. is_again: graded again, by a new version.
    """

    priority: int
    turn: float
    evaluation_id: str
    participant_id: str = ""
    is_again: bool = False

    @property
    def turn_key(self) -> tuple[int, float, str]:
        """By which it is before or behind another."""
        return self.priority, self.turn, self.evaluation_id


class Turns:
    """What is known of the participants whose files wait, in one lane of a queue.

    Not for many threads: the queue holds its lock meanwhile.
    """

    def __init__(self) -> None:
        self._pending: Counter[tuple[str, int]] = Counter()
        self._running: Counter[str] = Counter()
        self._running_again = 0
        self._last: dict[tuple[str, int], float] = {}
        self._seconds: Cache[str, deque[float]] = Cache(_MOST_PARTICIPANTS)
        self._of_all: deque[float] = deque(maxlen=100)

    def next_of(self, participant_id: str, priority: int, received_s: float) -> float:
        """The turn of a file that was received at a moment; it is pending from now on."""
        if not participant_id:
            return received_s
        key = participant_id, priority
        turn = received_s + self._pending[key] * (self.expected_s(participant_id) or 0.0)
        if key in self._last:
            turn = max(turn, self._last[key] + 1.0)
        self._last[key] = turn
        self._pending[key] += 1
        return turn

    def expected_s(self, participant_id: str) -> float | None:
        """Seconds that a file takes: the mean of the participant's, else of all; None if few."""
        known = self._seconds.get(participant_id)
        if known is None and len(self._of_all) >= _ENOUGH:
            known = self._of_all
        return None if known is None else sum(known) / len(known)

    def may_start(self, entry: Entry, free: int) -> bool:
        """Whether a file may take one of the places that are free.

        The last one is for those of whom nothing is graded just now: what a file takes is known
        only once it is graded, whatever those before it took.
        """
        if free > 1 or not entry.participant_id:
            return True
        return not self._running[entry.participant_id] and not (
            entry.is_again and self._running_again
        )

    def start(self, entry: Entry) -> None:
        """Count a file that is graded from now on."""
        self._running[entry.participant_id] += 1
        self._running_again += entry.is_again

    def end(self, entry: Entry) -> None:
        """Count a file that is graded no more, whether or not it is to be graded again."""
        self._running_again -= entry.is_again
        _take_one(self._running, entry.participant_id)

    def forget(self, entry: Entry, seconds: float | None) -> None:
        """Count a file that is final, and the time that it took, if that is known."""
        key = entry.participant_id, entry.priority
        _take_one(self._pending, key)
        if key not in self._pending:
            self._last.pop(key, None)
        if seconds is None:
            return
        self._of_all.append(seconds)
        known = self._seconds.get(entry.participant_id) or deque(maxlen=_REMEMBERED)
        known.append(seconds)
        self._seconds.put(entry.participant_id, known)


def _take_one(counter: Counter[Key], key: Key) -> None:
    counter[key] -= 1
    if counter[key] <= 0:
        del counter[key]

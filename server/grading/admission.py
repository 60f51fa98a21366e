"""Memory for student code: what does not fit beside what runs already waits until it does."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

_OVERTAKEN_FOR_S = 10.0


@dataclass(frozen=True, eq=False)
class _Waiting:
    """One that waits for so many bytes. since: seconds of the clock."""

    wanted: int
    since: float


class MemoryAdmission:
    """Gives out the memory of all code of a server; thread-safe.

    Whoever fits in comes in, but nobody overtakes one that has waited for seconds or wants all.
    total: in bytes; None where it is not known, and everybody comes in. clock: seconds that pass.
    """

    def __init__(self, total: int | None, clock: Callable[[], float] = time.monotonic) -> None:
        self._total, self._clock = total, clock
        self._free = total or 0
        self._line: list[_Waiting] = []
        self._changed = threading.Condition()

    @property
    def waiting(self) -> int:
        """How many wait."""
        with self._changed:
            return len(self._line)

    @contextmanager
    def admitted(self, wanted: int | None) -> Iterator[None]:
        """While one has so many bytes, waited for; None for all, with nobody else.

        Whoever wants more than there is has all. Whoever wants none waits for nobody.
        """
        if self._total is None or wanted == 0:
            yield
            return
        taken = self._total if wanted is None else min(wanted, self._total)
        self._take(_Waiting(taken, self._clock()))
        try:
            yield
        finally:
            with self._changed:
                self._free += taken
                self._changed.notify_all()

    def _take(self, one: _Waiting) -> None:
        with self._changed:
            self._line.append(one)
            try:
                self._changed.wait_for(
                    lambda: self._free >= one.wanted and not self._stays_behind(one)
                )
                self._free -= one.wanted
            finally:
                self._line.remove(one)
                self._changed.notify_all()

    def _stays_behind(self, one: _Waiting) -> bool:
        """Whether there is one before that is not to be overtaken."""
        late = self._clock() - _OVERTAKEN_FOR_S
        before = self._line[: self._line.index(one)]
        return any(each.wanted == self._total or each.since < late for each in before)

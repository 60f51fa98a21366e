"""Memory for student code: what does not fit beside what runs already waits until it does."""

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager


class MemoryAdmission:
    """Gives out the memory of all code of a server, first come first served; thread-safe.

    total: in bytes; None where it is not known, and everybody comes in.
    """

    def __init__(self, total: int | None) -> None:
        self._total = total
        self._free = total or 0
        self._line: deque[object] = deque()
        self._changed = threading.Condition()

    @contextmanager
    def admitted(self, wanted: int | None) -> Iterator[None]:
        """While one has so many bytes, waited for; None for all, with nobody else.

        Whoever wants more than there is has all. Whoever wants none waits for nobody.
        """
        if self._total is None or wanted == 0:
            yield
            return
        taken = self._total if wanted is None else min(wanted, self._total)
        self._take(taken)
        try:
            yield
        finally:
            with self._changed:
                self._free += taken
                self._changed.notify_all()

    def _take(self, wanted: int) -> None:
        place = object()
        with self._changed:
            self._line.append(place)
            try:
                self._changed.wait_for(lambda: self._line[0] is place and self._free >= wanted)
                self._free -= wanted
            finally:
                self._line.remove(place)
                self._changed.notify_all()

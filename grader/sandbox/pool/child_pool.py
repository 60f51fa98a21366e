"""A zygote with its warm children: forked ahead, so that a submission finds one waiting."""

import threading
from collections import deque
from collections.abc import Callable

from grader.sandbox.pool.warm_child import WarmChild
from grader.sandbox.pool.zygote import Zygote


class ChildPool:
    """One zygote and up to `size` warm children; counts what it has given out. Thread-safe.

    start: makes the zygote. fork: makes a child of it. Raises ZygoteError where the zygote does not
    come up or is broken.
    """

    def __init__(
        self,
        start: Callable[[], Zygote],
        size: int,
        fork: Callable[[Zygote], WarmChild] = WarmChild,
    ) -> None:
        self.zygote = start()
        self._fork = fork
        self.given = 0
        self._size = size
        self._lock = threading.Lock()
        self._children: deque[WarmChild] = deque()
        self._out = 0
        self._retired = False
        try:
            self.refill()
        except BaseException:
            self.zygote.close()
            raise

    def take(self) -> WarmChild:
        """A child of its own for the caller, the longest-waiting one; `give_back` follows."""
        with self._lock:
            self.given += 1
            self._out += 1
            if self._children:
                return self._children.popleft()
        try:
            return self._fork(self.zygote)
        except BaseException:
            self.give_back()
            raise

    def refill(self) -> None:
        """Fork until all warm children are there again."""
        with self._lock:
            while not self._retired and len(self._children) < self._size:
                self._children.append(self._fork(self.zygote))

    def give_back(self) -> None:
        """Say that a taken child has ended."""
        with self._lock:
            self._out -= 1
            if not self._retired or self._out:
                return
        self._close()

    def retire(self) -> None:
        """Give out no more; end once every taken child has ended."""
        with self._lock:
            if self._retired:
                return
            self._retired = True
            if self._out:
                return
        self._close()

    def close(self) -> None:
        """End the zygote and its children now, whatever they are at."""
        with self._lock:
            self._retired = True
        self._close()

    def _close(self) -> None:
        while self._children:
            self._children.popleft().discard()
        self.zygote.close()

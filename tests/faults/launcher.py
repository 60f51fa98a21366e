"""Servers that die on order: `python -m tests.faults.launcher`, an order a line.

An order names a point. A fork of this process, in which everything is imported already, wraps the
point's function and becomes `gradus`; from SIGUSR1 on it kills itself by SIGKILL at the n-th call.
Its number is the answer, and another line says how it ended. Where the product has no such function
any more it ends at once: then a point is to be moved, not to be lost.
"""

import functools
import importlib
import inspect
import json
import os
import signal
import sys
import threading
from collections.abc import Callable, Mapping
from typing import Any

from grader.sandbox.kernel.prctl import die_with_parent
from tests.faults.points import POINTS, Point


class DeadlyCalls:
    """Counts calls from when it is armed, and kills the process at the n-th."""

    def __init__(self, nth: int) -> None:
        self._left = nth
        self._armed = threading.Event()
        self._lock = threading.Lock()
        signal.signal(signal.SIGUSR1, lambda *_: self._armed.set())

    def count(self) -> None:
        """Count one; the last of them nobody survives."""
        if self._armed.is_set():
            with self._lock:
                self._left -= 1
                if self._left <= 0:
                    os.kill(os.getpid(), signal.SIGKILL)


def find(point: Point) -> tuple[Any, str, Callable[..., Any]]:
    """Where a point's function is, its name there and the function.

    Raises AttributeError and ImportError where it is gone, TypeError for what is no function.
    """
    module, _, names = point.target.partition(":")
    *path, name = names.split(".")
    owner = functools.reduce(getattr, path, importlib.import_module(module))
    found = inspect.getattr_static(owner, name)
    if not inspect.isfunction(found) or inspect.iscoroutinefunction(found):
        raise TypeError(f"{point.target} is no plain function")
    return owner, name, found


def wrap(point: Point, count: Callable[[], None]) -> None:
    """Have `count` called at every call of a point's function. Raises as `find` does."""
    owner, name, found = find(point)

    @functools.wraps(found)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        if point.when == "before":
            count()
        result = found(*args, **kwargs)
        if point.when == "after":
            count()
        return result

    setattr(owner, name, wrapped)


def main() -> None:
    """Carry out one order after another, each once the server of the last has ended."""
    die_with_parent(signal.SIGKILL)  # no server outlives the tests
    importlib.import_module("gradus.host.serving")  # with all that it needs: seconds, once
    for line in sys.stdin:
        order = json.loads(line)
        pid = os.fork()
        if pid == 0:
            become_gradus(order)
            return
        _say(pid)
        _say(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))


def become_gradus(order: Mapping[str, Any]) -> None:
    """Run the command of an order with its environment, deadly at its point."""
    die_with_parent(signal.SIGKILL)  # no server outlives the tests
    log = os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for stream in (1, 2):
        os.dup2(log, stream)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.environ.clear()
    os.environ.update(order["environment"])
    calls = DeadlyCalls(order["nth"])
    if order["point"] in POINTS:
        wrap(POINTS[order["point"]], calls.count)
    sys.argv = ["gradus", *order["arguments"]]
    importlib.import_module("gradus.main").main()


def _say(number: int) -> None:
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()

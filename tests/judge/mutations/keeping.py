"""What is dear to work out is worked out by one process of a test run, and read by the others."""

import fcntl
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")


def keep(file: Path, work_out: Callable[[], T]) -> T:
    """What is kept in a file, or else what `work_out` returns, kept there now.

    Others who ask for the same file wait meanwhile.
    """
    with file.open("a+b") as kept:
        fcntl.flock(kept, fcntl.LOCK_EX)
        kept.seek(0)
        if data := kept.read():
            found: T = pickle.loads(data)
            return found
        found = work_out()
        pickle.dump(found, kept)
        return found

"""Calls of the system on files below a folder, counted, and one of them made to fail."""

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest


class FailingCalls:
    """Counts what is asked of the system; the call of that number fails. number: None for none."""

    def __init__(self, root: Path, number: int | None = None, error: int = errno.EIO) -> None:
        self._root = root
        self._number = number
        self._error = error
        self.seen: list[str] = []

    def count(self, name: str, path: Path | str) -> None:
        """Count a call on a path. Raises OSError where it is the one that fails."""
        if not Path(path).is_relative_to(self._root):
            return
        self.seen.append(name)
        if len(self.seen) - 1 == self._number:
            raise OSError(self._error, os.strerror(self._error))


class CountedFile:
    """A file that is being received, whose writing is counted."""

    def __init__(self, file: Any, path: Path, calls: FailingCalls) -> None:
        self._file, self._path, self._calls = file, path, calls

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._file, name)
        if name not in {"write", "flush", "close"}:
            return found

        def counted(*args: Any) -> Any:
            self._calls.count(name, self._path)
            return found(*args)

        return counted


@contextmanager
def failing(calls: FailingCalls) -> Iterator[FailingCalls]:
    """Let calls of this process be counted, as `server.core.files.blobs` makes them."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("rename", "unlink", "mkdir"):
            patch.setattr(Path, name, _counted_method(calls, name, getattr(Path, name)))
        patch.setattr(Path, "open", _counted_open(calls, Path.open))
        fsync, opened = os.fsync, os.open

        def sync(descriptor: int) -> None:
            calls.count("fsync", Path(f"/proc/self/fd/{descriptor}").readlink())
            fsync(descriptor)

        def open_descriptor(path: Any, *args: Any, **kwargs: Any) -> int:
            calls.count("open", path)
            return opened(path, *args, **kwargs)

        patch.setattr(os, "fsync", sync)
        patch.setattr(os, "open", open_descriptor)
        yield calls


def _counted_method(
    calls: FailingCalls, name: str, method: Callable[..., Any]
) -> Callable[..., Any]:
    def counted(self: Path, *args: Any, **kwargs: Any) -> Any:
        calls.count(name, self)
        return method(self, *args, **kwargs)

    return counted


def _counted_open(calls: FailingCalls, method: Callable[..., Any]) -> Callable[..., Any]:
    def counted(self: Path, mode: str = "r", *args: Any, **kwargs: Any) -> Any:
        calls.count("open", self)
        file = method(self, mode, *args, **kwargs)
        return CountedFile(file, self, calls) if mode == "xb" else file

    return counted

"""The data directory: private to its owner, and of one server at a time."""

import os
from pathlib import Path
from typing import Self

from server.core.files.file_lock import try_lock
from server.core.identifiers import new_id


class DataDirectoryInUseError(Exception):
    """Another server has the data directory."""


class DataDirectory:
    """The directory, locked for this process until it is closed or the process ends."""

    def __init__(self, root: Path) -> None:
        self.root = root
        root.mkdir(mode=0o700, parents=True, exist_ok=True)
        root.chmod(0o700)
        self._lock = os.open(root / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        if not try_lock(self._lock):
            os.close(self._lock)
            raise DataDirectoryInUseError(
                f"another server is using {root}; stop it, or choose another --data-dir"
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def worker_name(self) -> str:
        """The name under which this directory's process claims work, the same at every start."""
        file = self.root / "worker"
        file.touch(mode=0o600)
        name = file.read_text() or new_id()
        file.write_text(name)
        return name

    def close(self) -> None:
        """Let another process have the directory."""
        os.close(self._lock)


def is_in_use(root: Path) -> bool:
    """Whether a process has a data directory; asked for an instant, without waiting."""
    try:
        descriptor = os.open(root / "lock", os.O_RDWR)
    except OSError:
        return False
    try:
        return not try_lock(descriptor)
    finally:
        os.close(descriptor)

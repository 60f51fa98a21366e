"""Files that were uploaded: received whole and durable, or not at all.

A file is first spooled into `incoming/` of the data directory while it is hashed and counted.
`keep` makes it durable under its key; only then may a database row speak of it. What is found in
`incoming/` at the start belongs to requests that died, and is removed.
"""

import errno
import hashlib
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Protocol


@dataclass(frozen=True)
class StoredFile:
    """What is known of a file's bytes."""

    sha256: str
    size_bytes: int


@dataclass(frozen=True)
class StoredEntry:
    """A file that is there, whatever rows say. changed_at: when its bytes were written."""

    key: str
    size_bytes: int
    changed_at: datetime


class FileStore(Protocol):
    """Where files are kept by key. A key is a relative path with forward slashes."""

    def keep(self, spooled: Path, key: str) -> None:
        """Make a spooled file durable under `key`; the spooled one is gone then."""

    def fetch(self, key: str) -> AbstractContextManager[Path]:
        """A context in which the file can be read at a local path."""

    def move(self, key: str, to: str) -> None:
        """Keep a file under another key instead."""

    def delete(self, key: str) -> None:
        """Remove the file, if it is there."""

    def size_of(self, key: str) -> int | None:
        """How many bytes the file has; None where it is not there."""

    def entries(self, folder: str = "") -> Iterator[StoredEntry]:
        """Every file, or every one of a folder, in no order. One that goes may be missing."""


class DirectoryStore:
    """Files in a directory of this machine."""

    def __init__(self, root: Path) -> None:
        self._root = root
        root.mkdir(mode=0o700, parents=True, exist_ok=True)

    def keep(self, spooled: Path, key: str) -> None:
        """Make a spooled file durable under `key`; the spooled one is gone then."""
        target = self._root / key
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        spooled.rename(target)
        try:
            _sync_directory(target.parent)
        except OSError:
            with suppress(OSError):  # else it is an orphan, and goes as one
                target.unlink()
            raise

    @contextmanager
    def fetch(self, key: str) -> Iterator[Path]:
        """A context in which the file can be read at a local path."""
        yield self._root / key

    def move(self, key: str, to: str) -> None:
        """Keep a file under another key instead."""
        (self._root / key).rename(self._root / to)
        _sync_directory((self._root / to).parent)

    def delete(self, key: str) -> None:
        """Remove the file, if it is there."""
        (self._root / key).unlink(missing_ok=True)

    def size_of(self, key: str) -> int | None:
        """How many bytes the file has; None where it is not there."""
        try:
            return (self._root / key).stat().st_size
        except FileNotFoundError:
            return None

    def entries(self, folder: str = "") -> Iterator[StoredEntry]:
        """Every file, or every one of a folder, in no order. One that goes may be missing."""
        return entries_below(self._root / folder, folder and f"{folder}/")


def entries_below(root: Path, prefix: str = "") -> Iterator[StoredEntry]:
    """Every file below a directory, with keys that are relative to it; none where it is not."""
    with suppress(FileNotFoundError), os.scandir(root) as found:
        for entry in found:
            if entry.is_dir(follow_symlinks=False):
                yield from entries_below(Path(entry.path), f"{prefix}{entry.name}/")
                continue
            with suppress(FileNotFoundError):
                status = entry.stat(follow_symlinks=False)
                changed_at = datetime.fromtimestamp(status.st_mtime, UTC)
                yield StoredEntry(prefix + entry.name, status.st_size, changed_at)


class Spool:
    """The directory of files that are being received. reserve_bytes: of its disk, left free."""

    def __init__(self, root: Path, *, reserve_bytes: int = 0) -> None:
        self._root = root
        self.reserve_bytes = reserve_bytes
        root.mkdir(mode=0o700, parents=True, exist_ok=True)

    @property
    def has_room(self) -> bool:
        """Whether the disk has more left than is held in reserve for what runs already."""
        return shutil.disk_usage(self._root).free > self.reserve_bytes

    def clear(self) -> None:
        """Remove what dead requests left. Only for the process that owns the directory."""
        for left in self._root.iterdir():
            left.unlink()

    def open(self, name: str) -> "SpooledFile":
        """A fresh file to receive into. Raises OSError (ENOSPC) where only the reserve is left."""
        if not self.has_room:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return SpooledFile(self._root / name)


class SpooledFile:
    """A file that is being received: hashed, counted, then finished or discarded."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.size_bytes = 0
        self._sha256 = hashlib.sha256()
        self._file: BinaryIO = path.open("xb")

    def write(self, data: bytes) -> None:
        """Append bytes."""
        self.size_bytes += len(data)
        self._sha256.update(data)
        self._file.write(data)

    def finish(self) -> StoredFile:
        """Bring every byte to the disk."""
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        return StoredFile(self._sha256.hexdigest(), self.size_bytes)

    def discard(self) -> None:
        """Remove the file, unless it was kept under its key already."""
        try:
            with suppress(OSError):  # what it still held back finds no room, and is not wanted
                self._file.close()
        finally:
            self.path.unlink(missing_ok=True)


def submission_key(submission_id: str) -> str:
    """Where a submission's bytes are kept."""
    return f"submissions/{submission_id}"


def bundle_key(version_id: str) -> str:
    """Where a version's bundle is kept."""
    return f"bundles/{version_id}.zip"


def _sync_directory(directory: Path) -> None:
    """Bring a directory's entries to the disk, so that a rename outlives a power cut.

    Windows opens no directories and writes their entries by itself.
    """
    if sys.platform == "win32":
        return
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

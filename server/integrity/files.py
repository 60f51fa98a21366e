"""Whether every file is there, is what was received, and is known.

Rows are read by the page, and files between pages, so that nothing waits for the reading of a
term's files. A file is durable before its row is, and goes after it: what has no row may be an
upload under way, and what has no file may be a baseline that was just discarded.
"""

import hashlib
import itertools
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Concatenate, NamedTuple, ParamSpec, TypeVar

from sqlalchemy.orm import Session

from grader import BundleError, open_folder, unpack
from server.boards.predictions import load, predictions_key
from server.core.database import Database
from server.core.files.blobs import (
    FileStore,
    StoredEntry,
    bundle_key,
    entries_below,
    submission_key,
)
from server.core.outages import outage_of
from server.integrity import file_queries
from server.integrity.file_queries import Expected
from server.integrity.findings import (
    BUNDLE_DIFFERS,
    FILE_DIFFERS,
    FILE_MISSING,
    FILE_UNREADABLE,
    LEFT_INCOMING,
    LEFT_PREDICTIONS,
    LEFT_SCRATCH,
    PREDICTIONS_DAMAGED,
    PREDICTIONS_MISSING,
    UNKNOWN_FILE,
    UNPACKED_DIFFERS,
    Finding,
    FindingKind,
)
from server.submissions import queries as submissions

P = ParamSpec("P")
T = TypeVar("T")

_AT_ONCE = 500


class _Folder(NamedTuple):
    """A folder of files. known: which of some ids have a row. unknown: what others are."""

    ending: str
    known: Callable[[Session, list[str]], set[str]]
    unknown: FindingKind


_PREDICTIONS = _Folder(".npy", file_queries.known_evaluations, LEFT_PREDICTIONS)
_NO_FOLDER = _Folder("", lambda _, __: set(), UNKNOWN_FILE)
_FOLDERS = {
    "submissions": _Folder("", submissions.known, UNKNOWN_FILE),
    "bundles": _Folder(".zip", file_queries.known_bundles, UNKNOWN_FILE),
    "predictions": _PREDICTIONS,
    "keys": _Folder("", lambda _, names: {"order_of_rows"} & {*names}, UNKNOWN_FILE),
}


@dataclass(frozen=True)
class FileCheck:
    """Looks at the files of a server.

    settled_before: what was written later may belong to a request or worker that is at it.
    swept_before: files without a row that were written later are not swept yet. quick: no file is
    read.
    """

    database: Database
    files: FileStore
    data_dir: Path
    settled_before: datetime
    swept_before: datetime
    quick: bool

    def check(self) -> Iterator[Finding]:
        """Everything that is wrong with them."""
        yield from self._check_submissions()
        yield from self._check_versions()
        yield from self._check_entries()
        yield from self._check_left("incoming", LEFT_INCOMING)
        yield from self._check_unpacked()

    # From rows to files.

    def _check_submissions(self) -> Iterator[Finding]:
        last = ""
        while page := self._read(file_queries.submitted_files, last, _AT_ONCE):
            for expected in page:
                key = submission_key(expected.id)
                kind = self._look(key, partial(_compare, expected))
                if kind is None and self.quick and self.files.size_of(key) != expected.size_bytes:
                    kind = FILE_DIFFERS
                if kind is not FILE_MISSING or self._read(submissions.known, [expected.id]):
                    yield from _finding(kind, f"submission {expected.id}")
            last = page[-1].id

    def _check_versions(self) -> Iterator[Finding]:
        for version in self._read(file_queries.kept_versions):
            expected = version.bundle_sha256
            kind = self._look(bundle_key(version.id), partial(_unpack, expected))
            if kind is not FILE_MISSING or self._read(file_queries.known_bundles, [version.id]):
                yield from _finding(kind, f"bundle {version.id}")
            folder = self.data_dir / "unpacked" / version.id
            if not self.quick and not _holds(folder, expected) and folder.is_dir():
                yield Finding(UNPACKED_DIFFERS, f"unpacked/{version.id}")
            if version.parsed.uses_ladder:
                yield from self._check_ladder(version.id)

    def _check_ladder(self, version_id: str) -> Iterator[Finding]:
        last = ""
        while page := self._read(file_queries.scored_under, version_id, last, _AT_ONCE):
            for id_ in page:
                is_there = self.files.size_of(predictions_key(id_)) is not None
                if not is_there and self._read(file_queries.known_evaluations, [id_]):
                    yield Finding(PREDICTIONS_MISSING, f"evaluation {id_}")
            last = page[-1]

    def _look(self, key: str, judge: Callable[[Path], FindingKind | None]) -> FindingKind | None:
        """What is wrong with a file; whether it is there, where files are not read."""
        try:
            if self.quick:
                return FILE_MISSING if self.files.size_of(key) is None else None
            with self.files.fetch(key) as path:
                return judge(path)
        except FileNotFoundError:
            return FILE_MISSING
        except OSError as error:
            if outage_of(error) is not None:  # no room for a copy of it, and nothing of this file
                raise
            return FILE_UNREADABLE

    # From files to rows.

    def _check_entries(self) -> Iterator[Finding]:
        entries = self.files.entries()
        while page := list(itertools.islice(entries, _AT_ONCE)):
            by_folder: defaultdict[str, list[StoredEntry]] = defaultdict(list)
            for entry in page:
                by_folder[f"{PurePosixPath(entry.key).parent}"].append(entry)
            for name, inside in by_folder.items():
                yield from self._check_folder(inside, _FOLDERS.get(name, _NO_FOLDER))

    def _check_folder(
        self, entries: list[StoredEntry], folder: _Folder | None
    ) -> Iterator[Finding]:
        """Files without a row, and predictions that cannot be read."""
        names = [PurePosixPath(entry.key) for entry in entries]
        if folder is None:
            there = set()
        else:
            ids = [name.stem for name in names if name.suffix == folder.ending]
            there = self._read(folder.known, ids)
        for name, entry in zip(names, entries, strict=True):
            if folder is not None and name.suffix == folder.ending and name.stem in there:
                if folder is _PREDICTIONS and not self.quick:
                    yield from _finding(self._look(entry.key, _load), f"evaluation {name.stem}")
            elif entry.changed_at < self.swept_before:
                kind = UNKNOWN_FILE if folder is None else folder.unknown
                yield Finding(kind, f"file {entry.key}")

    # What lies beside the files.

    def _check_unpacked(self) -> Iterator[Finding]:
        for folder in ("unpacked/predictions", "unpacked/compared"):
            yield from self._check_left(folder, LEFT_SCRATCH)
        for path in (self.data_dir / "unpacked").glob(".*"):
            yield from self._check_left(f"unpacked/{path.name}", LEFT_SCRATCH)

    def _check_left(self, folder: str, kind: FindingKind) -> Iterator[Finding]:
        for entry in entries_below(self.data_dir / folder):
            if entry.changed_at < self.settled_before:
                yield Finding(kind, f"file {folder}/{entry.key}")

    def _read(
        self, query: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        with self.database.read() as session:
            return query(session, *args, **kwargs)


def _finding(kind: FindingKind | None, subject: str) -> Iterator[Finding]:
    if kind is not None:
        yield Finding(kind, subject)


def _compare(expected: Expected, path: Path) -> FindingKind | None:
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    is_same = (found, path.stat().st_size) == (expected.sha256, expected.size_bytes)
    return None if is_same else FILE_DIFFERS


def _unpack(sha256: str, archive: Path) -> FindingKind | None:
    with tempfile.TemporaryDirectory() as scratch:
        try:
            found = unpack(archive, Path(scratch) / "bundle").sha256
        except BundleError:
            found = ""
    return None if found == sha256 else BUNDLE_DIFFERS


def _holds(folder: Path, sha256: str) -> bool:
    """Whether an unpacked bundle is what was pushed, in every file that it names."""
    try:
        return open_folder(folder).sha256 == sha256
    except (BundleError, OSError):
        return False


def _load(path: Path) -> FindingKind | None:
    """Whether predictions can be read: one finite number for each row."""
    try:
        load(path)
    except ValueError:
        return PREDICTIONS_DAMAGED
    return None

"""Everybody's files as a zip that is written while it is sent, with a table of what is in it."""

import csv
import io
import re
import tempfile
import unicodedata
import zipfile
from collections.abc import Iterator

from server.core.database import Database
from server.core.files.blobs import FileStore, submission_key
from server.core.spreadsheets import defuse
from server.files import queries
from server.files.queries import FileFilter, FileLine, Order

_AT_ONCE = 200
_CHUNK_BYTES = 1 << 18
_MANIFEST_IN_MEMORY = 1 << 20
_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]')
_LONGEST_NAME = 80
_COLUMNS = (
    *("path", "alias", "name", "track", "received_at", "verdict", "score", "points"),
    *("size_bytes", "sha256", "submission"),
)


class _Sent(io.RawIOBase):
    """Takes what a zip writes until it is sent; nobody seeks in it."""

    def __init__(self) -> None:
        self.waiting = bytearray()

    def writable(self) -> bool:
        """It is."""
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        """Keep it for the next chunk."""
        self.waiting += data
        return len(data)

    def take(self) -> bytes:
        """What was written since the last time."""
        taken = bytes(self.waiting)
        self.waiting.clear()
        return taken


def zip_files(database: Database, store: FileStore, wanted: FileFilter) -> Iterator[bytes]:
    """The archive in chunks: a folder for each person, and `manifest.csv` at the end.

    A file that is gone from the store has its line there, without a path. Of the archive no more is
    in memory than a chunk, and no database session is open while a file is sent.
    """
    sent = _Sent()
    with (
        tempfile.SpooledTemporaryFile(
            _MANIFEST_IN_MEMORY, "w+", encoding="utf-8", newline=""
        ) as table,
        zipfile.ZipFile(sent, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        writer = csv.writer(table)
        writer.writerow(_COLUMNS)
        for line in _lines(database, wanted):
            path = path_of(line)
            if store.size_of(submission_key(line.submission_id)) is None:
                path = ""
            else:
                for _ in _write_file(archive, store, line, path):
                    yield sent.take()
            writer.writerow([defuse(cell) for cell in _cells(line, path)])
        table.seek(0)
        with archive.open("manifest.csv", "w") as target:
            target.write(b"\xef\xbb\xbf")
            while text := table.read(_CHUNK_BYTES):
                target.write(text.encode())
                yield sent.take()
    yield sent.take()


def path_of(line: FileLine) -> str:
    """Where a file is in the archive: no name in it leaves its folder, and no two are the same."""
    person = safe_name(line.alias or line.name)
    at = line.received_at.strftime("%Y%m%d-%H%M%S")
    return f"{person}/{at}-{line.submission_id}-{safe_name(line.filename)}"


def safe_name(text: str) -> str:
    """A name that is one on every system: without separators, and no device or hidden file."""
    name = _UNSAFE.sub("_", unicodedata.normalize("NFC", text))
    name = "".join(char if char.isprintable() else "_" for char in name)[:_LONGEST_NAME]
    name = name.strip(" .")
    stem = name.partition(".")[0].upper()
    is_device = re.fullmatch(r"CON|PRN|AUX|NUL|COM\d|LPT\d", stem)
    return f"_{name}" if is_device or not name else name


def _lines(database: Database, wanted: FileFilter) -> Iterator[FileLine]:
    after: str | None = None
    while True:
        with database.read() as session:
            some = queries.files(session, wanted, limit=_AT_ONCE, after=after, order=Order.OLDEST)
        yield from some
        if len(some) < _AT_ONCE:
            return
        after = some[-1].submission_id


def _write_file(
    archive: zipfile.ZipFile, store: FileStore, line: FileLine, path: str
) -> Iterator[None]:
    """Write a file chunk by chunk, with a stop behind each."""
    entry = zipfile.ZipInfo(path, line.received_at.timetuple()[:6])
    entry.compress_type = zipfile.ZIP_DEFLATED
    with (
        store.fetch(submission_key(line.submission_id)) as kept,
        kept.open("rb") as source,
        archive.open(entry, "w") as target,
    ):
        while chunk := source.read(_CHUNK_BYTES):
            target.write(chunk)
            yield
    yield


def _cells(line: FileLine, path: str) -> list[str]:
    known = (
        *(path, line.alias, line.name, line.track, line.received_at.isoformat(), line.verdict),
        *(line.score, line.points, line.size_bytes, line.sha256, line.submission_id),
    )
    return ["" if cell is None else str(cell) for cell in known]

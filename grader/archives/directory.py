"""What an archive says it holds, checked before anything of it is unpacked."""

import stat
import struct
import unicodedata
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from grader.archives import problems as archive_problems
from grader.problems import Problem, RefusalError

# The record at the end of a zip (APPNOTE.TXT 6.3.10, section 4.3.16): signature, four numbers of
# disks and entries of which the last counts all, size and offset of the directory, comment length.
_RECORD = struct.Struct("<4s4H2LH")
_RECORD_MARK = b"PK\x05\x06"
_LARGE_RECORD_MARK = b"PK\x06\x07"
_LARGE_RECORD_BYTES = 20
_LONGEST_COMMENT = 65_535
_ENTRY_BYTES = 1_024  # a directory entry is 46 bytes and its name; ample for both
_LONGEST_NAME = 200
_ENCRYPTED = 0x1 | 0x40
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


LeaveOut = Callable[[str], bool]
"""Whether a file is left where it is, by its path."""


class ArchiveError(RefusalError):
    """An archive that is damaged or hostile."""


@dataclass(frozen=True)
class ArchiveLimits:
    """How much one archive may unpack to.

    bytes: over all files. files: entries of the archive. ratio: unpacked over packed bytes of one
    file, from `ratio_from_bytes` unpacked bytes on.
    """

    bytes: int = 1 << 29
    files: int = 1_000
    ratio: int = 200
    ratio_from_bytes: int = 1 << 20


def check_record(archive: Path, limits: ArchiveLimits) -> None:
    """Raise ArchiveError unless the end of the file promises a directory of bearable size.

    zipfile reads the whole directory into memory, so its size is looked at first.
    """
    with archive.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - _RECORD.size - _LONGEST_COMMENT))
        tail = file.read()
    for at in _record_places(tail):
        _, _, _, _, entries, directory_bytes, _, _ = _RECORD.unpack_from(tail, at)
        before = tail[max(0, at - _LARGE_RECORD_BYTES) : at]
        large = before.startswith(_LARGE_RECORD_MARK)
        if large or entries > limits.files or directory_bytes > limits.files * _ENTRY_BYTES:
            raise ArchiveError((archive_problems.ARCHIVE_TOO_MANY_FILES(limit=limits.files),))


def _record_places(tail: bytes) -> Iterator[int]:
    """Everywhere that a reader could take for the end record."""
    at = tail.find(_RECORD_MARK)
    while at >= 0:
        if at + _RECORD.size <= len(tail):
            yield at
        at = tail.find(_RECORD_MARK, at + 1)


def check_entries(
    entries: Sequence[zipfile.ZipInfo], limits: ArchiveLimits, leave_out: LeaveOut
) -> Mapping[str, zipfile.ZipInfo]:
    """The files of an archive by their path. Raises ArchiveError with every bad entry.

    leave_out: whose entries are not looked at; a name that leaves the folder always is.
    """
    wanted = [e for e in entries if not (_safe(e.orig_filename) and leave_out(e.filename))]
    found = [problem for entry in wanted for problem in _entry_problems(entry)]
    found.extend(_name_clashes([entry.filename for entry in wanted]))
    found.extend(_size_problems(wanted, limits))
    if found:
        raise ArchiveError(tuple(found))
    return {entry.filename: entry for entry in wanted if not entry.filename.endswith("/")}


def _size_problems(entries: Sequence[zipfile.ZipInfo], limits: ArchiveLimits) -> Iterator[Problem]:
    if sum(entry.file_size for entry in entries) > limits.bytes:
        yield archive_problems.ARCHIVE_TOO_LARGE(limit=limits.bytes)
    for entry in entries:
        if entry.file_size > max(limits.ratio_from_bytes, limits.ratio * entry.compress_size):
            name = _printable(entry.filename)
            yield archive_problems.ARCHIVE_BOMB(file=name, limit=limits.ratio)


def added_by_desktop(name: str) -> bool:
    """Whether a desktop put this into the archive by itself."""
    path = PurePosixPath(name)
    return path.parts[:1] == ("__MACOSX",) or path.name in {".DS_Store", "Thumbs.db"}


def _entry_problems(entry: zipfile.ZipInfo) -> Iterator[Problem]:
    name = _printable(entry.orig_filename)
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if not _safe(entry.orig_filename):
        yield archive_problems.ARCHIVE_NAME(file=name)
    if kind not in {0, stat.S_IFDIR if entry.filename.endswith("/") else stat.S_IFREG}:
        yield archive_problems.ARCHIVE_NOT_A_FILE(file=name)
    if entry.flag_bits & _ENCRYPTED:
        yield archive_problems.ARCHIVE_ENCRYPTED(file=name)
    elif entry.compress_type not in _METHODS:
        yield archive_problems.ARCHIVE_METHOD(file=name)


def _safe(name: str) -> bool:
    """Whether a name stays inside the folder and can be written on every system."""
    parts = name.removesuffix("/").split("/")
    return (
        len(name) <= _LONGEST_NAME
        and not any(part.strip(" .") == "" or part != part.rstrip(" .") for part in parts)
        and not any(c in '\\:*?"<>|' or unicodedata.category(c)[0] == "C" for c in name)
    )


def _name_clashes(names: Sequence[str]) -> Iterator[Problem]:
    """Names that would be one file on some system, and files that others use as folders."""
    seen: dict[str, str] = {}
    for name in names:
        if seen.setdefault(_fold(name), name) != name or names.count(name) > 1:
            yield archive_problems.ARCHIVE_SAME_NAME(file=_printable(name))
    files = {_fold(name) for name in names if not name.endswith("/")}
    for name in names:
        above = PurePosixPath(_fold(name)).parents
        if any(str(folder) in files for folder in above):
            yield archive_problems.ARCHIVE_SAME_NAME(file=_printable(name))


def _fold(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold().removesuffix("/")


def _printable(name: str) -> str:
    shown = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in name[:_LONGEST_NAME])
    return shown or '""'

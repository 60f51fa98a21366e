"""Bundles as zip archives: packed the same way every time, unpacked without trust."""

import errno
import shutil
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from grader.bundles import archive_problems
from grader.bundles.archive_directory import check_entries, check_record
from grader.bundles.definition_file import FILE_NAME
from grader.bundles.scratch import beside
from grader.bundles.source import Bundle, BundleError, named_paths, open_folder
from grader.problems import Problem

_FIRST_MOMENT = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip can hold
_CHUNK_BYTES = 1 << 16


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


def pack(folder: Path, out: BinaryIO) -> str:
    """Write the bundle in a folder as a zip and return its sha256, as `Bundle` counts it.

    Packed are `assignment.toml` and what it names, nothing else: what merely lies in the folder
    stays there. The same contents give the same bytes, whatever the dates and modes of the files.
    Raises BundleError for a bundle with problems.
    """
    bundle = open_folder(folder)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in named_paths(bundle.definition):
            entry = zipfile.ZipInfo(name, _FIRST_MOMENT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # Unix, so that the mode is read
            entry.external_attr = 0o100644 << 16
            with (folder / name).open("rb") as file, archive.open(entry, "w") as packed:
                shutil.copyfileobj(file, packed)
    return bundle.sha256


def unpack(archive: Path, into: Path, limits: ArchiveLimits | None = None) -> Bundle:
    """The bundle in a zip, unpacked to the folder `into`, which must not exist yet.

    A single folder around the bundle is left out, as is what macOS adds. Raises BundleError for an
    archive that is damaged, hostile or holds no good bundle, and FileExistsError; `into` then does
    not exist, or stays as it was.
    """
    with beside(into) as scratch:
        _extract(archive, scratch, limits or ArchiveLimits())
        top = _top(scratch)
        bundle = open_folder(top)
        top.replace(into)
    return Bundle(bundle.definition, into, bundle.sha256)


def _extract(archive: Path, into: Path, limits: ArchiveLimits) -> None:
    check_record(archive, limits.files)
    with _damage_is(archive_problems.NOT_ZIP()), zipfile.ZipFile(archive) as opened:
        entries = check_entries(opened.infolist(), limits.bytes)
        room = limits.bytes
        into.mkdir()
        for name, entry in entries.items():
            (into / name).parent.mkdir(parents=True, exist_ok=True)
            with _damage_is(archive_problems.ARCHIVE_DAMAGED(file=name)):
                room -= _extract_one(opened, entry, into / name, room, limits)


def _extract_one(
    opened: zipfile.ZipFile, entry: zipfile.ZipInfo, to: Path, room: int, limits: ArchiveLimits
) -> int:
    """Write one file and return its size, counting what comes rather than what was declared."""
    written = 0
    with opened.open(entry) as packed, to.open("xb") as file:
        while chunk := packed.read(_CHUNK_BYTES):
            written += len(chunk)
            _check_size(entry, written, room, limits)
            file.write(chunk)
    return written


@contextmanager
def _damage_is(problem: Problem) -> Iterator[None]:
    """Raises BundleError with this problem for what zipfile raises over nonsensical bytes."""
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError):
        raise BundleError((problem,)) from None
    except OSError as error:
        if error.errno != errno.EINVAL:  # only a seek to before the start of the file
            raise
        raise BundleError((problem,)) from None


def _check_size(entry: zipfile.ZipInfo, written: int, room: int, limits: ArchiveLimits) -> None:
    if written > room:
        raise BundleError((archive_problems.ARCHIVE_TOO_LARGE(limit=limits.bytes),))
    if written > max(limits.ratio_from_bytes, limits.ratio * entry.compress_size):
        raise BundleError((archive_problems.ARCHIVE_BOMB(file=entry.filename, limit=limits.ratio),))


def _top(folder: Path) -> Path:
    """The folder that holds the definition: this one, or the only one in it."""
    inside = list(folder.iterdir())
    if len(inside) == 1 and inside[0].is_dir() and not (folder / FILE_NAME).exists():
        return inside[0]
    return folder

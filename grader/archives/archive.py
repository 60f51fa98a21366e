"""Bundles as zip archives: packed the same way every time, unpacked without trust."""

import errno
import shutil
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from grader.archives import problems as archive_problems
from grader.archives.directory import ArchiveLimits, check_entries, check_record
from grader.archives.scratch import beside
from grader.bundles.definition_file import FILE_NAME
from grader.bundles.source import Bundle, BundleError, named_paths, open_folder
from grader.problems import Problem

_FIRST_MOMENT = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip can hold


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


def contents(archive: Path, limits: ArchiveLimits) -> Mapping[str, bytes]:
    """The files of a zip by their path, without writing any of them.

    Raises BundleError for an archive that is damaged or hostile.
    """
    check_record(archive, limits)
    with _damage_is(archive_problems.NOT_ZIP()), zipfile.ZipFile(archive) as opened:
        entries = check_entries(opened.infolist(), limits)
        found = {}
        for name, entry in entries.items():
            with _damage_is(archive_problems.ARCHIVE_DAMAGED(file=name)):
                found[name] = opened.read(entry)
        return found


def _extract(archive: Path, into: Path, limits: ArchiveLimits) -> None:
    """Write every file of the archive; none can grow beyond the size that was checked.

    zipfile gives no more than an entry declares, and takes a longer one for damaged.
    """
    check_record(archive, limits)
    with _damage_is(archive_problems.NOT_ZIP()), zipfile.ZipFile(archive) as opened:
        entries = check_entries(opened.infolist(), limits)
        into.mkdir()
        for name, entry in entries.items():
            to = into / name
            to.parent.mkdir(parents=True, exist_ok=True)
            with (
                _damage_is(archive_problems.ARCHIVE_DAMAGED(file=name)),
                opened.open(entry) as unpacked,
                to.open("xb") as file,
            ):
                shutil.copyfileobj(unpacked, file)


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


def _top(folder: Path) -> Path:
    """The folder that holds the definition: this one, or the only one in it."""
    inside = list(folder.iterdir())
    if len(inside) == 1 and inside[0].is_dir() and not (folder / FILE_NAME).exists():
        return inside[0]
    return folder

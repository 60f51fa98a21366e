"""Bundles as zip archives: packed the same way every time, unpacked without trust."""

import shutil
import zipfile
from pathlib import Path
from typing import BinaryIO

from grader.archives.archive import extract
from grader.archives.directory import ArchiveError, ArchiveLimits
from grader.archives.scratch import scratch_beside
from grader.bundles.folder import BundleError, open_folder, require_speed
from grader.definition.bundle import FILE_NAME, Bundle, named_paths

_FIRST_MOMENT = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip can hold


def pack(folder: Path, out: BinaryIO) -> str:
    """Write the bundle in a folder as a zip and return its sha256, as `Bundle` counts it.

    Packed are `assignment.toml` and what it names, nothing else: what merely lies in the folder
    stays there. The same contents give the same bytes, whatever the dates and modes of the files.
    Raises BundleError for a bundle with problems.
    """
    bundle = open_folder(folder)
    require_speed(bundle)
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
    with scratch_beside(into) as scratch:
        try:
            extract(archive, scratch, limits or ArchiveLimits())
        except ArchiveError as error:
            raise BundleError(error.problems) from None
        top = _top(scratch)
        bundle = open_folder(top)
        top.replace(into)
    return Bundle(bundle.definition, into, bundle.sha256)


def _top(folder: Path) -> Path:
    """The folder that holds the definition: this one, or the only one in it."""
    inside = list(folder.iterdir())
    if len(inside) == 1 and inside[0].is_dir() and not (folder / FILE_NAME).exists():
        return inside[0]
    return folder

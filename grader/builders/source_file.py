"""A downloaded text file: plain, packed with xz, or inside a zip."""

import lzma
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from grader.builders import problems
from grader.bundles.folder import BundleError

MAX_BYTES = 200_000_000
_XZ_MARK = b"\xfd7zXZ\x00"
_ZIP_MARK = b"PK\x03\x04"


def read_source(path: Path, member: str) -> bytes:
    """The unpacked bytes. member: the base name to look for where the file is a zip.

    Raises BundleError for a file that is not there, damaged or too large.
    """
    try:
        with path.open("rb") as file:
            content = _unpack(file, path, member)
    except (OSError, lzma.LZMAError, zipfile.BadZipFile, zlib.error, EOFError):
        content = None
    if content is None or len(content) > MAX_BYTES:
        problem = problems.DATA_UNREADABLE(file=path.name, limit_bytes=MAX_BYTES)
        raise BundleError((problem,))
    return content


def _unpack(file: BinaryIO, path: Path, member: str) -> bytes:
    mark = file.read(len(_XZ_MARK))
    file.seek(0)
    if mark == _XZ_MARK:
        with lzma.open(file) as unpacked:
            return unpacked.read(MAX_BYTES + 1)
    if mark.startswith(_ZIP_MARK):
        with zipfile.ZipFile(file) as archive:
            return _member(archive, path, member)
    return file.read(MAX_BYTES + 1)


def _member(archive: zipfile.ZipFile, path: Path, member: str) -> bytes:
    names = [name for name in archive.namelist() if PurePosixPath(name).name == member]
    if len(names) != 1:
        problem = problems.DATA_NOT_IN_ARCHIVE(file=path.name, wanted=member, found=len(names))
        raise BundleError((problem,))
    with archive.open(names[0]) as unpacked:
        return unpacked.read(MAX_BYTES + 1)

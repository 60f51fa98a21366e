"""Zip archives read without trust: into memory, or into a folder."""

import errno
import shutil
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from grader.archives import problems as archive_problems
from grader.archives.directory import (
    ArchiveError,
    ArchiveLimits,
    LeaveOut,
    added_by_desktop,
    check_entries,
    check_record,
)
from grader.problems import Problem


def read_files(
    archive: Path, limits: ArchiveLimits, leave_out: LeaveOut = added_by_desktop
) -> Mapping[str, bytes]:
    """The files of a zip by their path, without writing any of them.

    leave_out: those whose bytes nobody looks at, whatever they are. Raises ArchiveError for an
    archive that is damaged or hostile.
    """
    check_record(archive, limits)
    with _refuse_damage(archive_problems.NOT_ZIP()), zipfile.ZipFile(archive) as opened:
        entries = check_entries(opened.infolist(), limits, leave_out)
        found = {}
        for name, entry in entries.items():
            with _refuse_damage(archive_problems.ARCHIVE_DAMAGED(file=name)):
                found[name] = opened.read(entry)
        return found


def extract(archive: Path, into: Path, limits: ArchiveLimits) -> None:
    """Write every file of a zip to the new folder `into`.

    Raises ArchiveError for an archive that is damaged or hostile; some files may be there then.
    None can grow beyond the size that was checked: zipfile gives no more than an entry declares,
    and takes a longer one for damaged.
    """
    check_record(archive, limits)
    with _refuse_damage(archive_problems.NOT_ZIP()), zipfile.ZipFile(archive) as opened:
        entries = check_entries(opened.infolist(), limits, added_by_desktop)
        into.mkdir()
        for name, entry in entries.items():
            to = into / name
            to.parent.mkdir(parents=True, exist_ok=True)
            with (
                _refuse_damage(archive_problems.ARCHIVE_DAMAGED(file=name)),
                opened.open(entry) as unpacked,
                to.open("xb") as file,
            ):
                shutil.copyfileobj(unpacked, file)


@contextmanager
def _refuse_damage(problem: Problem) -> Iterator[None]:
    """Raises ArchiveError with this problem for what zipfile raises over nonsensical bytes."""
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError):
        raise ArchiveError((problem,)) from None
    except OSError as error:
        if error.errno != errno.EINVAL:  # only a seek to before the start of the file
            raise
        raise ArchiveError((problem,)) from None

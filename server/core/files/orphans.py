"""Files that no row speaks of: left by a process that died between the file and its row.

Their uploaders never got an answer, so they are removed. Only for the start of a process that has
the data directory to itself.
"""

import itertools
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from server.core.database import Database
from server.core.files.blobs import DirectoryStore

_AT_ONCE = 500


@dataclass(frozen=True)
class KeptFiles:
    """A folder of files. key: of the file of an id. known: which of some ids have a row."""

    folder: str
    key: Callable[[str], str]
    known: Callable[[Session, Sequence[str]], Collection[str]]


def remove_orphans(database: Database, files: DirectoryStore, folders: Sequence[KeptFiles]) -> int:
    """Remove every orphan; how many there were."""
    with database.read() as session:
        keys = [kept.key(id_) for kept in folders for id_ in _unknown(session, files, kept)]
    for key in keys:
        files.delete(key)
    return len(keys)


def _unknown(session: Session, files: DirectoryStore, kept: KeptFiles) -> Iterator[str]:
    """The ids of a folder's files that have no row."""
    remaining = iter(files.names(kept.folder))
    while chunk := list(itertools.islice(remaining, _AT_ONCE)):
        known = kept.known(session, chunk)
        yield from (name for name in chunk if name not in known)

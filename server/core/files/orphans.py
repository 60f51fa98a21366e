"""Files that no row speaks of: left by a process that died between the file and its row.

Their uploaders never got an answer, so they are removed. Only for the start of a process that has
the data directory to itself.
"""

import itertools
from collections.abc import Iterable, Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.core.database import Database
from server.core.files.blobs import DirectoryStore, bundle_key, submission_key
from server.core.models import AssignmentVersion, Submission

_AT_ONCE = 500


def remove_orphans(database: Database, files: DirectoryStore) -> int:
    """Remove every orphan; how many there were."""
    with database.read() as session:
        keys = [
            *map(submission_key, _unknown(session, Submission, files.names("submissions"))),
            *map(bundle_key, _unknown(session, AssignmentVersion, files.names("bundles"))),
        ]
    for key in keys:
        files.delete(key)
    return len(keys)


def _unknown(
    session: Session, table: type[Submission | AssignmentVersion], ids: Iterable[str]
) -> Iterator[str]:
    """Those of `ids` that `table` does not have."""
    remaining = iter(ids)
    while chunk := list(itertools.islice(remaining, _AT_ONCE)):
        known = set(session.scalars(select(table.id).where(table.id.in_(chunk))))
        yield from (name for name in chunk if name not in known)

"""Files that no row speaks of: left by a process that died, or lost the database, between the two.

Their uploaders never got an answer that they were taken. A transaction may still be under way whose
end nobody was told, so what is young stays.
"""

import itertools
import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import PurePosixPath

import structlog
from sqlalchemy.orm import Session

from server.core.clock import now
from server.core.database import Database
from server.core.files.blobs import FileStore

_AT_ONCE = 500
_YOUNG = timedelta(days=1)
_PAUSE_S = 6 * 3600.0

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class KeptFiles:
    """A folder of files. key: of the file of an id. known: which of some ids have a row."""

    folder: str
    key: Callable[[str], str]
    known: Callable[[Session, Sequence[str]], Collection[str]]


def remove_orphans(
    database: Database, files: FileStore, folders: Sequence[KeptFiles], *, before: datetime
) -> int:
    """Remove every orphan that was stored before that moment; how many there were."""
    with database.read() as session:
        keys = [kept.key(id_) for kept in folders for id_ in _unknown(session, files, kept, before)]
    for key in keys:
        files.delete(key)
    return len(keys)


def _unknown(
    session: Session, files: FileStore, kept: KeptFiles, before: datetime
) -> Iterator[str]:
    """The ids of a folder's files that have no row."""
    entries = files.entries(kept.folder)
    remaining = (PurePosixPath(one.key).stem for one in entries if one.changed_at < before)
    while chunk := list(itertools.islice(remaining, _AT_ONCE)):
        known = kept.known(session, chunk)
        yield from (name for name in chunk if name not in known)


class OrphanSweeper:
    """Removes orphans that are a day old, at the start and every six hours after.

    old_rows: what removes rows that are kept for a while only, done likewise.
    """

    def __init__(
        self,
        database: Database,
        files: FileStore,
        folders: Sequence[KeptFiles],
        old_rows: Sequence[Callable[[Session], None]] = (),
    ) -> None:
        self._database, self._files, self._folders = database, files, folders
        self._old_rows = old_rows
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="orphans", daemon=True)

    def start(self) -> None:
        """Begin, in a thread of its own: a large store takes a while to be listed."""
        self._thread.start()

    def close(self) -> None:
        """End, once the look that is under way has."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()

    def _look(self) -> None:
        for remove in self._old_rows:
            self._database.write(remove)
        before = now() - _YOUNG
        if found := remove_orphans(self._database, self._files, self._folders, before=before):
            log.warning("files without a row were removed", files=found)

    def _run(self) -> None:
        while True:
            try:
                self._look()
            except Exception as error:  # noqa: BLE001 - there is a next time
                log.info("files without a row were not looked for", why=type(error).__name__)
            if self._stopping.wait(_PAUSE_S):
                return

"""When tokens and sessions were used last: noted in memory, and written once in a while.

So nobody's request waits for it, and none writes more for it.
"""

import threading
from collections.abc import Mapping
from datetime import datetime, timedelta

import structlog
from sqlalchemy import or_, update
from sqlalchemy.orm import Session

from server.core.cache import Cache
from server.core.clock import now
from server.core.database import Database
from server.core.models import Token, WebSession
from server.identity.rules import Viewer

_PAUSE_S = 60.0
_AGAIN = timedelta(minutes=5)
_MOST = 10_000  # tokens and sessions that are known to have been noted

log = structlog.get_logger(__name__)


class LastUses:
    """Notes who was there, each of their tokens and sessions every five minutes at most."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._noted: Cache[str, datetime] = Cache(_MOST)
        self._waiting: dict[str, datetime] = {}
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="last uses", daemon=True)

    def start(self) -> None:
        """Begin to write, in a thread of its own."""
        self._thread.start()

    def close(self) -> None:
        """Write what is noted, and end."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()

    def note(self, viewer: Viewer) -> None:
        """Remember that a viewer was there, by their session or else their token."""
        used = viewer.session_id or viewer.ways[0].token_id
        if used is None:
            return
        moment, noted = now(), self._noted.get(used)
        if noted is None or not timedelta() <= moment - noted < _AGAIN:
            self._noted.put(used, moment)
            with self._lock:
                self._waiting[used] = moment

    def write(self) -> None:
        """Write what was noted since the last time."""
        with self._lock:
            waiting, self._waiting = self._waiting, {}
        if waiting:
            self._database.write(_write, waiting)

    def _run(self) -> None:
        is_last = False
        while not is_last:
            is_last = self._stopping.wait(_PAUSE_S)
            try:
                self.write()
            except Exception as error:  # noqa: BLE001 - there is a next time
                log.info("last uses were not written", why=type(error).__name__)


def _write(session: Session, used: Mapping[str, datetime]) -> None:
    """Note each where nothing later is: another server may have."""
    for id_, moment in sorted(used.items()):  # in one order, so that two servers never wait in turn
        is_first = or_(Token.last_used_at.is_(None), Token.last_used_at < moment)
        token = update(Token).where(Token.id == id_, is_first).values(last_used_at=moment)
        of_session = update(WebSession).where(WebSession.id == id_)
        seen = of_session.where(WebSession.last_seen_at < moment).values(last_seen_at=moment)
        for noted in (token, seen):
            session.execute(noted, execution_options={"synchronize_session": False})

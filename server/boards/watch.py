"""Those who watch a board: one look at the database for all of them, and a line that says so.

Many finals in a row change a board many times. It is looked at twice a second at the most, and more
seldom where very many are told, so that telling never takes more than a part of the time.
"""

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import suppress

import structlog

from server.assignments.schedule import dates_of
from server.boards import queries
from server.boards.ranking import shown_version
from server.core.clock import now
from server.core.database import Database
from server.core.events import Events, board_topic
from server.core.intervals import Intervals
from server.core.outages import outage_of
from server.submissions.disclosure import Disclosure

LEAST_PAUSE_S = 0.5
_LONGEST_PAUSE_S = 1.0
_PAUSE_PER_LISTENER_S = 0.001
_WAITING = b": waiting\n\n"

log = structlog.get_logger(__name__)


class BoardWatch:
    """The versions of boards as they change. Only for the event loop that answers requests."""

    def __init__(self, database: Database, events: Events, intervals: Intervals) -> None:
        self._database = database
        self._events = events
        self._intervals = intervals
        self._watched: dict[str, _Watched] = {}

    async def lines(self, track_id: str, slug: str) -> AsyncGenerator[bytes, None]:
        """The lines of an event stream: the version now and each that follows, until the stop."""
        watched = self._watched.get(track_id)
        if watched is None:
            watched = self._watched[track_id] = _Watched()
            watched.task = asyncio.create_task(self._follow(track_id, watched))
        watched.listeners += 1
        shown = -1
        try:
            while not (self._events.closed or watched.has_ended):
                if watched.version != shown:
                    shown = watched.version
                    yield watched.line(slug)
                elif not await watched.wait(self._intervals.keep_alive_s):
                    yield _WAITING
        finally:
            watched.listeners -= 1
            if not watched.listeners:
                self._forget(track_id, watched)

    def _look(self, track_id: str, shown: int) -> int:
        """The version now; while the database is away, the one that is shown: no line ends."""
        try:
            with self._database.read() as session:
                track, active = queries.board_version(session, track_id)
                dates = dates_of(active.parsed, track, None)
                return shown_version(
                    track.board_version, Disclosure.at(active.parsed, dates, now())
                )
        except Exception as error:
            if outage_of(error) is None:
                raise
            return shown

    def _forget(self, track_id: str, watched: "_Watched") -> None:
        if self._watched.get(track_id) is watched:
            del self._watched[track_id]
        if watched.task is not None:
            watched.task.cancel()

    async def _follow(self, track_id: str, watched: "_Watched") -> None:
        """Look at one board whenever it may have changed."""
        try:
            with self._events.subscribe(board_topic(track_id)) as subscription:
                while not self._events.closed:
                    version = await asyncio.to_thread(self._look, track_id, watched.version)
                    if version != watched.version:
                        self._events.mark(board_topic(track_id))
                    watched.tell(version)
                    most_s = min(watched.listeners * _PAUSE_PER_LISTENER_S, _LONGEST_PAUSE_S)
                    await asyncio.sleep(max(LEAST_PAUSE_S, most_s))
                    await subscription.wait(self._intervals.board_recheck_s)
        except Exception:
            log.exception("a board is not watched any more", track=track_id)
        finally:
            self._forget(track_id, watched)
            watched.end()


class _Watched:
    """One board, and who wants to hear of it."""

    def __init__(self) -> None:
        self.listeners = 0
        self.version = -1
        self.has_ended = False
        self.task: asyncio.Task[None] | None = None
        self._changed = asyncio.Event()
        self._lines: dict[str, bytes] = {}

    def line(self, slug: str) -> bytes:
        """The event that says the version, the same bytes for all."""
        if slug not in self._lines:
            data = json.dumps({"track": slug, "version": self.version})
            self._lines[slug] = f"event: board\ndata: {data}\n\n".encode()
        return self._lines[slug]

    def tell(self, version: int) -> None:
        """Wake everybody where the version is another."""
        if version != self.version:
            self.version = version
            self._lines = {}
            self._wake()

    def end(self) -> None:
        """Let everybody's line end; a browser opens another."""
        self.has_ended = True
        self._wake()

    def _wake(self) -> None:
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()

    async def wait(self, timeout_s: float) -> bool:
        """Whether something has changed within that time."""
        with suppress(TimeoutError):
            async with asyncio.timeout(timeout_s):
                return await self._changed.wait()
        return False

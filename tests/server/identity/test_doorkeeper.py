"""An open stream ends within a minute after what opened it, and for nothing else."""

import asyncio
import itertools
from collections.abc import AsyncGenerator, Callable
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from server.core.clock import now
from server.core.database import PostgresDatabase, SqliteDatabase
from server.core.errors import not_found
from server.core.intervals import USUAL
from server.core.models import Token
from server.identity.doorkeeper import LOOKED_EVERY_S, Doorkeeper
from server.identity.rules import ALL_SCOPES, Viewer, issue_token, viewer_of_token
from tests.server.ungraded_site import Site

Database = SqliteDatabase | PostgresDatabase
EVERY_S = USUAL.keep_alive_s


class Stream:
    """A line every 15 seconds of a clock that nobody waits for."""

    def __init__(self, happens: Callable[[int], None]) -> None:
        self.now_s = 0.0
        self.is_closed = False
        self._happens = happens

    async def lines(self) -> AsyncGenerator[int, None]:
        try:
            for number in range(20):
                yield number
                self._happens(number)
                self.now_s += EVERY_S
        finally:
            self.is_closed = True


def read(stream: Stream, door: Doorkeeper, let_in: Any = lambda *_: None) -> list[int]:
    async def work() -> list[int]:
        return [line async for line in door.watch(stream.lines(), let_in)]

    return asyncio.run(work())


@pytest.fixture
def token(database: Database, admin: Viewer) -> str:
    def work(session: Session) -> str:
        return issue_token(session, admin.person_id, label="t", scopes=ALL_SCOPES, days=1)

    return database.write(work)


def test_it_ends_with_its_token(database: Database, token: str) -> None:
    def revoke(number: int) -> None:
        if number == 5:
            database.write(lambda session: session.execute(update(Token).values(revoked_at=now())))

    stream = Stream(revoke)
    door = Doorkeeper(
        database, lambda session: viewer_of_token(session, token), lambda: stream.now_s
    )
    told = read(stream, door)

    assert told[:6] == list(range(6))
    assert len(told) - 6 <= 60 // EVERY_S
    assert (len(told) < 20, stream.is_closed) == (True, True)


def test_it_ends_with_what_its_reader_may_see(database: Database, token: str) -> None:
    removed: list[int] = []

    def let_in(*_: object) -> None:
        if removed:
            raise not_found("course", "ml")

    stream = Stream(lambda number: removed.append(number) if number == 3 else None)
    door = Doorkeeper(
        database, lambda session: viewer_of_token(session, token), lambda: stream.now_s
    )
    told = read(stream, door, let_in)
    assert len(told) - 4 <= 60 // EVERY_S
    assert stream.is_closed


def test_it_goes_on_for_who_is_let_in_and_while_the_database_is_away(
    database: Database, token: str
) -> None:
    looks: list[float] = []

    def recall(session: Session) -> Viewer:
        looks.append(stream.now_s)
        if len(looks) == 2:
            raise OSError(28, "No space left on device")
        return viewer_of_token(session, token)

    stream = Stream(lambda _: None)
    assert read(stream, Doorkeeper(database, recall, lambda: stream.now_s)) == list(range(20))
    assert [later - first for first, later in itertools.pairwise(looks)] == (
        [LOOKED_EVERY_S] * (len(looks) - 1)
    )


def test_both_streams_are_kept(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each asks whether its reader may still read what it tells of."""
    asked: list[str] = []
    real = Doorkeeper.watch

    def watch(self: Doorkeeper, lines: Any, let_in: Any) -> Any:
        async def one() -> Any:
            async for line in real(self, lines, let_in):
                with self.database.read() as session:
                    viewer = self.recall(session)
                    assert viewer is not None
                    let_in(session, viewer)
                    asked.append(viewer.person_id)
                yield line
                return

        return one()

    monkeypatch.setattr(Doorkeeper, "watch", watch)
    browser = site.browser("momo")
    where = browser.upload().headers["location"]
    for path in (
        "/api/v1/courses/ml/assignments/small/leaderboard/events?track=unrestricted",
        f"/api/v1{where}/events",
    ):
        assert browser.client.get(path).status_code == 200
    assert len(asked) == 2

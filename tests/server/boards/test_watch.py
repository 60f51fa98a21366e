"""However many watch a board, it is looked at once for all of them, and not at every change."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from server.assignments.access import assignment_access
from server.boards.watch import BoardWatch
from server.core.database import Database
from server.core.events import Events, board_topic
from server.core.intervals import Intervals
from server.core.models import Track

QUIET = Intervals(keep_alive_s=60, board_recheck_s=60)


class CountingDatabase:
    """A database that knows how often it was read; or one that breaks."""

    def __init__(self, real: Database, *, breaks: bool = False) -> None:
        self._real = real
        self._breaks = breaks
        self.reads = 0

    def read(self) -> Any:
        """A session of the real one."""
        self.reads += 1
        if self._breaks:
            raise ZeroDivisionError
        return self._real.read()


@pytest.fixture
def track_id(database: Database, push: Any, prediction_bundle: Any, people: Any) -> str:
    """A track whose board has a first version."""
    push(prediction_bundle())
    with database.read() as session:
        access = assignment_access(session, people["momo"], "ml", "small")
        return access.track("unrestricted").id


@pytest.fixture
def change(database: Database, track_id: str) -> Callable[[Events], None]:
    """Bumps the version of the board and says so."""

    def work(events: Events) -> None:
        def bump(session: Any) -> None:
            session.get_one(Track, track_id).board_version += 1

        database.write(bump)
        events.publish(board_topic(track_id))

    return work


async def take(lines: AsyncIterator[bytes]) -> bytes:
    """The next line, in time."""
    async with asyncio.timeout(20):
        return await anext(lines)


def version_of(line: bytes) -> int:
    """What an event says."""
    event, data = line.decode().strip().split("\n")
    said = json.loads(data.removeprefix("data: "))
    assert (event, said["track"]) == ("event: board", "unrestricted")
    version: int = said["version"]
    return version


def test_a_hundred_lines_cost_one_look_and_a_burst_of_changes_few_more(
    database: Database, track_id: str, change: Callable[[Events], None]
) -> None:
    counting, events = CountingDatabase(database), Events()

    async def work() -> None:
        watch = BoardWatch(counting, events, QUIET)
        all_lines = [watch.lines(track_id, "unrestricted") for _ in range(100)]

        async def hear() -> int:
            (line,) = set(await asyncio.gather(*map(take, all_lines)))
            return version_of(line)

        first = await hear()
        assert counting.reads == 1
        await asyncio.to_thread(change, events)
        step = await hear() - first
        for _ in range(20):
            await asyncio.to_thread(change, events)
        told = 2
        while await hear() < first + 21 * step:
            told += 1
        assert counting.reads == told + 1 < 20
        for lines in all_lines:
            await lines.aclose()

    asyncio.run(work())


def test_with_its_last_line_a_watch_ends_and_begins_anew(
    database: Database, track_id: str, change: Callable[[Events], None]
) -> None:
    counting, events = CountingDatabase(database), Events()

    async def work() -> None:
        watch, told = BoardWatch(counting, events, QUIET), []
        for _ in range(2):
            lines = watch.lines(track_id, "unrestricted")
            told.append(version_of(await take(lines)))
            await lines.aclose()
            await asyncio.to_thread(change, events)
        assert counting.reads == 2
        assert told[0] < told[1]

    asyncio.run(work())


def test_a_line_ends_with_the_server_and_with_a_look_that_fails(
    database: Database, track_id: str
) -> None:
    async def work(*, breaks: bool) -> None:
        events = Events()
        watch = BoardWatch(CountingDatabase(database, breaks=breaks), events, QUIET)
        lines = watch.lines(track_id, "unrestricted")
        if not breaks:
            await take(lines)
            events.close()
        with pytest.raises(StopAsyncIteration):
            await take(lines)

    asyncio.run(work(breaks=False))
    asyncio.run(work(breaks=True))

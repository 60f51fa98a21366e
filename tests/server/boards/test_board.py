"""Boards that are kept: one of a kind, ranked once for all who ask."""

import gc
import threading
import weakref
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from server.assignments.access import assignment_access
from server.boards.board import Boards
from server.boards.ranking import rank_board
from server.boards.views import Board, Part
from server.core.models import Track
from server.identity.rules import Viewer
from tests.server.conftest import Database

Read = Callable[..., Board]
AT_ONCE = 4


@pytest.fixture
def make_read(
    push: Callable[..., Any],
    prediction_bundle: Callable[..., Path],
    database: Database,
    people: dict[str, Viewer],
) -> Callable[[Boards], Read]:
    """Reads the board of the unrestricted track from these boards."""
    push(prediction_bundle())

    def read(boards: Boards, who: str = "momo", part: Part | None = None) -> Board:
        with database.read() as session:
            access = assignment_access(session, people[who], "ml", "small")
            track = access.track("unrestricted")
            return boards.get(session, access, track, part)

    return lambda boards: partial(read, boards)


@pytest.fixture
def read(make_read: Callable[[Boards], Read]) -> Read:
    """Reads the board of the unrestricted track."""
    return make_read(Boards(lambda _: None))


def change(database: Database, by: int = 1) -> None:
    """Let the board be another version."""
    newer = update(Track).values(board_version=Track.board_version + by)
    database.write(Session.execute, newer)


def test_a_board_is_ranked_once_for_each_audience_and_part(read: Read) -> None:
    first = read()
    assert read("ken") is first
    in_full, private = read("ta"), read("ta", Part.PRIVATE)
    assert len({id(board) for board in (first, in_full, private)}) == 3
    assert (read("ta"), read("ta", Part.PRIVATE)) == (in_full, private)
    assert read() is first


def test_of_older_versions_nothing_is_kept(read: Read, database: Database) -> None:
    old = [weakref.ref(read(who)) for who in ("momo", "ta")]
    assert all(one() is not None for one in old)
    change(database)
    for who in ("momo", "ta"):
        read(who)
    gc.collect()
    assert [one() for one in old] == [None, None]


def test_who_still_reads_an_older_version_does_not_push_out_the_newer(
    read: Read, database: Database
) -> None:
    older = read()
    change(database)
    newer = read()
    change(database, by=-1)
    assert read().view == older.view
    change(database)
    assert read() is newer


def test_many_who_ask_at_once_wait_for_one_who_ranks(
    make_read: Callable[[Boards], Read],
) -> None:
    asked, ranked = threading.Semaphore(0), []

    def rank(*args: Any) -> Board:
        ranked.append(args)
        if len(ranked) == 1:
            assert all(asked.acquire(timeout=30) for _ in range(AT_ONCE))
        return rank_board(*args)

    read = make_read(Boards(lambda _: None, rank))

    def ask(_: int) -> Board:
        asked.release()
        return read()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        found = list(pool.map(ask, range(AT_ONCE)))
    assert len(ranked) == 1
    assert all(one is found[0] for one in found)

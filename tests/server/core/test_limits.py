"""Limits are counted in the database, come back by themselves, and leave no rows behind."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from server.core import limits
from server.core.clock import now
from server.core.database import PostgresDatabase, SqliteDatabase
from server.core.limits import Limit
from server.core.models import SpentLimit

Database = SqliteDatabase | PostgresDatabase
THREE = Limit("three", at_once=3, every_s=10.0, longest_s=100.0)


def rows(database: Database) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(SpentLimit)) or 0


def test_so_much_is_free_and_then_the_wait_grows(database: Database) -> None:
    with time_machine.travel(now(), tick=False):
        waits = [database.write(limits.spend, THREE, "momo") for _ in range(5)]
        assert database.write(limits.spend, THREE, "ken") == 0

    assert waits == pytest.approx([0, 0, 0, 10, 20], abs=0.01)


def test_it_comes_back_one_by_one(database: Database) -> None:
    with time_machine.travel(now(), tick=False) as clock:
        for _ in range(3):
            database.write(limits.spend, THREE, "momo")
        clock.shift(timedelta(seconds=10.5))

        waits = [database.write(limits.spend, THREE, "momo") for _ in range(2)]

    assert waits == pytest.approx([0, 9.5], abs=0.01)


def test_nobody_waits_for_longer_than_is_said(database: Database) -> None:
    with time_machine.travel(now(), tick=False):
        assert database.write(limits.spend, THREE, "momo", times=1000) == pytest.approx(100, abs=1)
        assert database.write(limits.spend, THREE, "momo", times=1000) == pytest.approx(100, abs=1)


def test_what_several_servers_count_at_once_is_all_counted(database: Database) -> None:
    limit = Limit("many", at_once=40, every_s=1000.0)
    with time_machine.travel(now(), tick=False), ThreadPoolExecutor(8) as pool:
        waits = list(pool.map(lambda _: database.write(limits.spend, limit, "momo"), range(41)))

    assert sorted(waits)[:40] == [0] * 40
    assert max(waits) > 0


def test_what_has_come_back_has_no_row(database: Database) -> None:
    with time_machine.travel(now(), tick=False) as clock:
        database.write(limits.spend, THREE, "momo")
        clock.shift(timedelta(seconds=5))
        database.write(limits.spend, THREE, "ken")
        clock.shift(timedelta(seconds=6))

        database.write(limits.remove_old)

    assert rows(database) == 1


def test_of_more_rows_than_are_kept_the_oldest_go(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MOST_ROWS", 5)
    with time_machine.travel(now(), tick=False) as clock:
        for number in range(9):
            database.write(limits.spend, THREE, f"{number}")
            clock.shift(timedelta(milliseconds=1))

        database.write(limits.remove_old)

    assert rows(database) == 5

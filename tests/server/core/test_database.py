"""Writes are durable and whole; readers cannot write; group commit keeps failures apart."""

import os
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DatabaseError, IntegrityError
from sqlalchemy.orm import Session

from server.core import problems
from server.core.clock import now
from server.core.database import PostgresDatabase, SqliteDatabase, after_commit, open_database
from server.core.errors import RequestProblemError
from server.core.identifiers import new_id
from server.core.models import Base, Person

Database = SqliteDatabase | PostgresDatabase


def person(email: str | None = None) -> Person:
    return Person(id=new_id(), name="A", email=email, is_admin=False, created_at=now())


def count(database: Database) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(Person)) or 0


def test_what_was_written_can_be_read(database: Database) -> None:
    database.write(Session.add, person())

    assert count(database) == 1


def test_a_failing_write_leaves_nothing_and_raises_its_own_error(database: Database) -> None:
    def work(session: Session) -> None:
        session.add(person())
        session.flush()
        raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        database.write(work)

    assert count(database) == 0


def test_among_simultaneous_writes_only_the_failing_ones_fail(database: Database) -> None:
    """Sixty-four at once, every second one breaking a unique constraint."""
    database.write(Session.add, person("taken@example.org"))

    def add(number: int) -> bool:
        email = "taken@example.org" if number % 2 else f"{number}@example.org"
        try:
            database.write(lambda session: session.add(person(email)))
        except IntegrityError:
            return False
        return True

    with ThreadPoolExecutor(16) as pool:
        outcomes = list(pool.map(add, range(64)))

    assert outcomes == [number % 2 == 0 for number in range(64)]
    assert count(database) == 33


def test_work_whose_transaction_sqlite_ends_takes_nobody_elses_rows_with_it(tmp_path) -> None:
    """Four writers of one batch; the error of the second rolls back what the first has written.

    SQLite may answer a full disk so; a conflict clause lets it do the same at will.
    """
    database = SqliteDatabase(f"sqlite:///{tmp_path / 'x.sqlite3'}")
    with database.schema_connection() as connection:
        Base.metadata.create_all(connection)
    database.write(Session.add, person("taken@example.org"))

    def end_transaction(session: Session) -> None:
        row = "SELECT 'x', name, email, is_admin, created_at FROM people"
        columns = "(id, name, email, is_admin, created_at)"
        session.execute(text(f"INSERT OR ROLLBACK INTO people {columns} {row}"))

    works: list[Callable[[Session], None]] = [
        lambda session: session.add(person("first@example.org")),
        end_transaction,
        lambda session: session.add(person("third@example.org")),
    ]
    errors = in_one_batch(database, works)
    assert [type(error) for error in errors] == [type(None), IntegrityError, type(None)]
    assert count(database) == 3
    database.close()


@pytest.mark.parametrize(("writes", "times"), [(False, 1), (True, 2)])
def test_a_refusal_lets_others_share_their_commit_unless_it_has_written(
    tmp_path, writes: bool, times: int
) -> None:
    """How often the others of the batch are done: once, or again each by itself."""
    database = SqliteDatabase(f"sqlite:///{tmp_path / 'x.sqlite3'}")
    with database.schema_connection() as connection:
        Base.metadata.create_all(connection)
    done: list[str] = []

    def add(session: Session, email: str) -> None:
        done.append(email)
        session.add(person(email))

    def refuse(session: Session) -> None:
        seen = session.scalar(select(func.count()).select_from(Person))
        session.add(person("refused@example.org"))
        if writes:
            session.flush()
        raise RequestProblemError(HTTPStatus.CONFLICT, problems.OUR_FAULT(request_id=str(seen)))

    first, _, third = in_one_batch(
        database,
        [
            lambda session: add(session, "first@example.org"),
            refuse,
            lambda session: add(session, "third@example.org"),
        ],
    )
    assert (first, third) == (None, None)
    assert done.count("first@example.org") == times
    assert count(database) == 2
    database.close()


def in_one_batch(
    database: SqliteDatabase, works: Sequence[Callable[[Session], None]]
) -> list[BaseException | None]:
    """What each raised, of works that wait together for the one before them."""
    entered, leave = threading.Event(), threading.Event()

    def hold(_: Session) -> None:
        entered.set()
        leave.wait(10)

    with ThreadPoolExecutor(1 + len(works)) as pool:
        holding = pool.submit(database.write, hold)
        entered.wait(10)
        written = []
        for number, work in enumerate(works, 1):
            written.append(pool.submit(database.write, work))
            deadline = time.monotonic() + 10
            while database.waiting < number and time.monotonic() < deadline:
                os.sched_yield()  # others enqueue
        leave.set()
        assert holding.exception(10) is None
        return [one.exception(10) for one in written]


def test_a_hook_that_fails_takes_nothing_back_and_lets_the_others_run(database: Database) -> None:
    heard: list[int] = []

    def work(session: Session) -> int:
        session.add(person())
        after_commit(session, lambda: 1 // 0)  # type: ignore[arg-type, return-value]
        after_commit(session, lambda: heard.append(1))
        return 7

    assert database.write(work) == 7
    assert database.write(lambda _: 8) == 8
    assert heard == [1]
    assert count(database) == 1


def test_a_hook_runs_after_the_commit_and_sees_it(database: Database) -> None:
    seen: list[int] = []

    def work(session: Session) -> None:
        session.add(person())
        after_commit(session, lambda: seen.append(count(database)))
        assert seen == []

    database.write(work)

    assert seen == [1]


def test_a_hook_of_a_failed_write_never_runs(database: Database) -> None:
    seen: list[int] = []

    def work(session: Session) -> None:
        after_commit(session, lambda: seen.append(1))
        raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011 - any will do
        database.write(work)

    assert seen == []


def test_a_reading_session_sees_one_moment(database: Database) -> None:
    with database.read() as session:
        before = session.scalar(select(func.count()).select_from(Person))
        database.write(Session.add, person())
        assert session.scalar(select(func.count()).select_from(Person)) == before

    assert count(database) == (before or 0) + 1


def test_a_reading_session_cannot_write(database: Database) -> None:
    with database.read() as session, pytest.raises(DatabaseError):
        session.execute(text("DELETE FROM people"))


def test_moments_come_back_in_utc(database: Database) -> None:
    moment = now()
    one = Person(id=new_id(), name="A", email=None, is_admin=False, created_at=moment)
    database.write(Session.add, one)

    with database.read() as session:
        assert session.scalars(select(Person.created_at)).one() == moment


def test_sqlite_is_durable_and_strict(tmp_path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'x.sqlite3'}")

    def pragmas(session: Session) -> list[object]:
        names = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        return [session.execute(text(f"PRAGMA {name}")).scalar() for name in names]

    assert database.write(pragmas) == ["wal", 2, 1, 30000]
    database.close()


def test_closing_waits_for_what_is_queued(tmp_path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'x.sqlite3'}")
    entered, leave = threading.Event(), threading.Event()

    def slow(_: Session) -> str:
        entered.set()
        leave.wait(10)
        return "done"

    with ThreadPoolExecutor(2) as pool:
        result = pool.submit(database.write, slow)
        entered.wait(10)
        closing = pool.submit(database.close)
        leave.set()
        closing.result(10)

    assert result.result() == "done"


def test_an_unknown_kind_of_database_is_refused_without_showing_its_password() -> None:
    with pytest.raises(ValueError, match="mysql:") as caught:
        open_database("mysql://root:secret@db/gradus")

    assert "secret" not in str(caught.value)

"""The database: many readers, and writes that are durable when `write` returns.

On SQLite one thread owns the only writing connection and commits whatever has queued up in one
transaction (group commit): sixteen writers of their own are ten times slower and, before SQLite
3.51.3, could corrupt the log. On PostgreSQL every write is a transaction of its own. Both run the
same functions on the same models.
"""

import queue
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import AbstractContextManager, contextmanager
from contextvars import copy_context
from dataclasses import dataclass, field
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar, cast

import structlog
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from server.core.errors import RequestProblemError
from server.core.prepared import run_plain

T = TypeVar("T")
P = ParamSpec("P")
Work = Callable[Concatenate[Session, P], T]
Hook = Callable[[], None]

_LARGEST_BATCH = 256
# How long PostgreSQL is waited for that was cut off without a word; by default it is two hours.
# In seconds, the last one in milliseconds.
_SILENCE = {
    "connect_timeout": 10,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}

log = structlog.get_logger(__name__)


def after_commit(session: Session, hook: Hook) -> None:
    """Call `hook` once what `session` wrote is durable, and never if it is not."""
    session.info.setdefault("after_commit", []).append(hook)


def _hooks(session: Session) -> list[Hook]:
    hooks: list[Hook] = session.info.get("after_commit", [])
    return hooks


def _run_hooks(hooks: Sequence[Hook]) -> None:
    """What is durable stays so, whatever becomes of those who hear of it."""
    for hook in hooks:
        try:
            hook()
        except Exception:
            log.exception("what follows a commit failed")


class Database(Protocol):
    """Where everything that must not be lost is kept."""

    engine: Engine

    def read(self) -> AbstractContextManager[Session]:
        """A context manager that yields a session which cannot write."""

    def write(self, work: Work[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The result of `work(session, *args, **kwargs)`, after all it wrote is durable.

        Its exception undoes it all, and is raised here.
        """

    def schema_connection(self) -> AbstractContextManager[Connection]:
        """A connection in a transaction that may change tables; only before anything else."""

    def close(self) -> None:
        """Finish what is under way and let go of every connection."""


@contextmanager
def _open_reader(engine: Engine) -> Iterator[Session]:
    with Session(engine, expire_on_commit=False, autoflush=False) as session:
        yield session


@dataclass(frozen=True)
class _Done:
    """Work that succeeded. hooks: of those who hear of it once it is durable."""

    result: Any
    hooks: Sequence[Hook]


@dataclass(frozen=True)
class _Task:
    """One piece of work, and where its caller waits."""

    work: Callable[[Session], Any]
    done: Future[Any] = field(default_factory=Future)

    def tell(self, ended: _Done | Exception) -> None:
        """Let its caller go on."""
        if isinstance(ended, Exception):
            self.done.set_exception(ended)
        else:
            _run_hooks(ended.hooks)
            self.done.set_result(ended.result)


class SqliteDatabase:
    """SQLite in WAL mode with full synchronisation and one writing thread."""

    def __init__(self, url: str) -> None:
        self.engine = create_engine(url, pool_size=8, max_overflow=32, hide_parameters=True)
        self._writer = create_engine(url, pool_size=1, max_overflow=1, hide_parameters=True)
        _configure(self._writer, begin="BEGIN IMMEDIATE", read_only=False)
        _configure(self.engine, begin="BEGIN", read_only=True)
        self._kept: Connection | None = None  # the writing thread's
        self._tasks: queue.SimpleQueue[_Task | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._commit_batches, name="writer", daemon=True)
        self._thread.start()

    @property
    def waiting(self) -> int:
        """How many pieces of work wait for the writing thread."""
        return self._tasks.qsize()

    def read(self) -> AbstractContextManager[Session]:
        """A context manager that yields a session which cannot write."""
        return _open_reader(self.engine)

    def write(self, work: Work[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The result of `work(session, *args, **kwargs)`, after all it wrote is durable.

        It is done again, in a session of its own, where what it shared a commit with spoiled that:
        what it adds it makes itself.
        """
        context = copy_context()  # it is done by another thread, on behalf of the same request
        task = _Task(lambda session: context.run(work, session, *args, **kwargs))
        self._tasks.put(task)
        result: T = task.done.result()
        return result

    @contextmanager
    def schema_connection(self) -> Iterator[Connection]:
        """A connection in a transaction that may change tables; only before anything else.

        SQLite changes a table by making it anew, so foreign keys are not enforced meanwhile. All
        are checked at the end: raises ValueError, and nothing has changed, where one is broken.
        """
        with self._writer.connect() as connection:
            cursor = connection.connection.cursor()
            cursor.execute("PRAGMA foreign_keys=OFF")  # it would do nothing within a transaction
            try:
                with connection.begin():
                    yield connection
                    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
                    if broken:
                        raise ValueError(f"rows that refer to none: {broken[:10]}")
            finally:
                cursor.execute("PRAGMA foreign_keys=ON")
                cursor.close()

    def close(self) -> None:
        """Commit what is queued, then close every connection."""
        self._tasks.put(None)
        self._thread.join()
        self._writer.dispose()
        self.engine.dispose()

    def _commit_batches(self) -> None:
        """Commit what comes, on a connection that is kept until something goes wrong with it."""
        is_last = False
        while not is_last and (first := self._tasks.get()) is not None:
            batch, is_last = self._gather(first)
            self._commit(batch)
        self._let_go()

    def _let_go(self) -> None:
        if self._kept is not None:
            self._kept.close()
            self._kept = None

    def _gather(self, first: _Task) -> tuple[list[_Task], bool]:
        """Everything queued behind `first`, and whether the end of all work is among it."""
        batch = [first]
        while len(batch) < _LARGEST_BATCH:
            try:
                task = self._tasks.get_nowait()
            except queue.Empty:
                return batch, False
            if task is None:
                return batch, True
            batch.append(task)
        return batch, False

    def _commit(self, batch: Sequence[_Task]) -> None:
        """Do a batch in one transaction; where that fails as a whole, each in one of its own.

        Whatever goes wrong is handed to those who wait: without this thread they wait for ever.
        """
        try:
            ended = self._do_together(batch)
        except Exception as error:  # noqa: BLE001 - nobody's work is durable
            if len(batch) == 1:
                batch[0].tell(error)
                return
            log.debug("a batch is written one by one", writes=len(batch))
            for task in batch:
                self._commit([task])
        else:
            for task, end in zip(batch, ended, strict=True):
                task.tell(end)

    def _do_together(self, batch: Sequence[_Task]) -> list[_Done | Exception]:
        """What became of each piece of work, once all of it is durable.

        Raises, and nothing is durable, where the commit fails, or one of them that has written: a
        savepoint for each would cost more than to do them one by one then.
        """
        try:
            if self._kept is None:
                self._kept = self._writer.connect()
            with self._kept.begin():
                return [_do_within(self._kept, task) for task in batch]
        except BaseException:
            self._let_go()
            raise


class _Part(Session):
    """A session within the transaction of a connection, which others may have a part in.

    What asks for the connection alone, as `server.core.sql` does, has it without a session's own
    transaction, which would cost more than most statements.
    """

    def __init__(self, within: Connection) -> None:
        super().__init__(within, expire_on_commit=False, join_transaction_mode="rollback_only")
        self._within = within

    def connection(self, *_: Any, **__: Any) -> Connection:
        """The connection that it is a part of."""
        return self._within


def _do_within(connection: Connection, task: _Task) -> _Done | Exception:
    """A piece of work as a part of a transaction, or why it was refused before it wrote anything.

    What it was refused for may be what others of the transaction have written.
    """
    driver = cast("sqlite3.Connection", connection.connection.driver_connection)
    written = driver.total_changes
    with _Part(connection) as session:
        try:
            result = task.work(session)
        except RequestProblemError as refusal:
            if driver.total_changes != written:
                raise
            return refusal
        session.commit()
        return _Done(result, _hooks(session))


class PostgresDatabase:
    """PostgreSQL: a transaction for each write."""

    def __init__(self, url: str) -> None:
        said = make_url(url).query
        self.engine = create_engine(
            url,
            pool_size=8,
            max_overflow=32,
            pool_pre_ping=True,
            hide_parameters=True,
            connect_args={name: most for name, most in _SILENCE.items() if name not in said},
        )

    def read(self) -> AbstractContextManager[Session]:
        """A context manager that yields a session which cannot write, and sees one moment.

        A board is kept under the version it was read with, so its rows must be of that version; on
        SQLite every transaction is such a snapshot.
        """
        reading = self.engine.execution_options(
            postgresql_readonly=True, isolation_level="REPEATABLE READ"
        )
        return _open_reader(reading)

    def write(self, work: Work[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The result of `work(session, *args, **kwargs)`, after all it wrote is durable."""
        with Session(self.engine, expire_on_commit=False) as session:
            with session.begin():
                result = work(session, *args, **kwargs)
            _run_hooks(_hooks(session))
        return result

    def schema_connection(self) -> AbstractContextManager[Connection]:
        """A connection in a transaction that may change tables; only before anything else."""
        return self.engine.begin()

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def open_database(url: str) -> SqliteDatabase | PostgresDatabase:
    """The database behind `url`. Raises ValueError for any other kind."""
    if url.startswith("sqlite:///"):
        return SqliteDatabase(url)
    if url.startswith("postgresql+psycopg://"):
        return PostgresDatabase(url)
    scheme = url.partition(":")[0]  # no more of it: the rest may hold a password
    raise ValueError(
        f"expected a database URL of sqlite:/// or postgresql+psycopg://, got {scheme}:"
    )


def _configure(engine: Engine, *, begin: str, read_only: bool) -> None:
    """Make each connection of `engine` durable and strict, and begin transactions by `begin`."""

    @event.listens_for(engine, "connect")
    def _set_pragmas(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in ("busy_timeout=30000", "foreign_keys=ON", "synchronous=FULL"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.execute("PRAGMA query_only=ON" if read_only else "PRAGMA journal_mode=WAL")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        run_plain(connection, begin)

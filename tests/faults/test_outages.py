"""Outages of database, store and disk: waited for, told once, and counted against no file."""

import errno
import os
import socket
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import structlog
import time_machine
from sqlalchemy import text, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from grader import Outcome, Report, Verdict, open_folder
from gradus.core.failures import CommandError, ExitCode
from gradus.host.working import require_alive
from server.assignments.bundles import BundleCache
from server.core import database as core_database
from server.core.clock import now
from server.core.database import PostgresDatabase, SqliteDatabase, open_database
from server.core.events import Events
from server.core.files.blobs import DirectoryStore, FileStore, Spool, submission_key
from server.core.files.object_store import ObjectStore
from server.core.intervals import Intervals
from server.core.models import Evaluation, EvaluationState
from server.core.outages import DATABASE, DISK, STORE, StoreAwayError, outage_of
from server.core.queue import MemoryQueue, Priority
from server.grading import evaluations, finishing, patience
from server.grading.evaluations import LEASE
from server.grading.requests import grade_elsewhere
from server.grading.sweep import pause_after_deaths
from server.grading.worker import WorkerContext, Workers
from tests.databases import Postgres, postgresql_is
from tests.faults.store_proxy import WAYS, StoreProxy
from tests.server.running import Running, open_client

Database = SqliteDatabase | PostgresDatabase
SCORED = Outcome(verdict=Verdict.SCORED, score=1.0)
SPOKEN = "id,prediction\n"


def until(condition: Callable[[], bool], seconds: float = 20.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.005)


@dataclass
class Bench:
    """Workers over a database, and files that wait for them. said: what they have logged."""

    context: WorkerContext
    submit: Callable[..., Any]
    folder: Path
    said: list[Any]
    made: list[Workers]

    def hand_in(self, count: int, who: str = "momo") -> list[str]:
        """The evaluations of as many files, which are in the store."""
        found = []
        for _ in range(count):
            accepted = self.submit(who)
            spooled = Spool(self.folder / "incoming").open(accepted.submission.id)
            spooled.write(SPOKEN.encode())
            spooled.finish()
            self.context.files.keep(spooled.path, submission_key(accepted.submission.id))
            found.append(accepted.evaluation.id)
        return found

    def work(self, grade: Any, threads: int = 2, **context: Any) -> Workers:
        """Workers that grade so."""
        own = replace(self.context, grade=grade, **context)
        intervals = Intervals(sweep_s=0.2, heartbeat_s=0.05, retry_s=0.01)
        workers = Workers(own, "w", threads=threads, intervals=intervals)
        workers.start()
        self.made.append(workers)
        return workers

    def rows(self, ids: list[str]) -> list[Evaluation]:
        """The evaluations as they are now, where this test itself is not cut off."""
        try:
            with self.context.database.read() as session:
                return [session.get_one(Evaluation, id_) for id_ in ids]
        except OperationalError:
            return self.rows(ids)

    def are_final(self, ids: list[str]) -> bool:
        """Whether all of them are."""
        return all(row.state is EvaluationState.FINAL for row in self.rows(ids))

    def told(self, words: str) -> list[Any]:
        """What was said with these words in it."""
        return [line for line in self.said if words in str(line)]


@pytest.fixture
def bench(
    database: Database,
    tmp_path: Path,
    prediction_bundle: Callable[..., Path],
    push: Any,
    submit: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Bench]:
    """Workers over each database in turn, with files in a directory."""
    monkeypatch.setattr(patience, "SHORTEST_S", 0.02)
    monkeypatch.setattr(patience, "LONGEST_S", 0.05)
    push(prediction_bundle(tables="[quota]\nper_day = 100\n"))
    files = DirectoryStore(tmp_path / "files")
    bundles = BundleCache(tmp_path / "unpacked", files)
    bundle = open_folder(prediction_bundle())
    bundles.get = lambda _: bundle  # type: ignore[method-assign]
    context = WorkerContext(database, files, bundles, grade_elsewhere, Events(), MemoryQueue())
    said: list[Any] = []

    def note(_: Any, level: str, line: Any) -> Any:
        if level != "debug":  # which operators do not see
            said.append({**line, "level": level})
        raise structlog.DropEvent

    structlog.configure(processors=[note])
    made: list[Workers] = []
    yield Bench(context, submit, tmp_path, said, made)
    for one in made:
        one.stop()


def scored(*_: Any, alone: bool) -> Outcome:
    return SCORED


def require_untouched(rows: list[Evaluation]) -> None:
    """Every file was scored, and an outage left no trace on it."""
    for row in rows:
        assert (row.verdict, row.faults, row.deaths, row.last_fault) == (Verdict.SCORED, 0, 0, None)
        assert row.attempts == 1


# The database.


@contextmanager
def cut_off(postgres: Postgres, database: Database) -> Iterator[None]:
    """While nobody reaches the database, and whoever had is cut off."""
    with postgres.cut_off(str(database.engine.url.database)):
        yield


@pytest.fixture
def over_postgresql(postgres: Postgres) -> Iterator[PostgresDatabase]:
    opened = open_database(postgres.migrate())
    assert isinstance(opened, PostgresDatabase)
    yield opened
    opened.close()


class TestPostgresAway:
    """`pg_terminate_backend` on every connection, and none is given again for a while."""

    @pytest.fixture
    def database(self, over_postgresql: PostgresDatabase) -> PostgresDatabase:
        return over_postgresql

    def test_every_thread_outlives_it_and_everything_is_graded_soon_after(
        self, bench: Bench, database: PostgresDatabase, postgres: Postgres
    ) -> None:
        ids = [id_ for who in ("momo", "ken", "ta") for id_ in bench.hand_in(4, who)]
        both, leave = threading.Barrier(3, timeout=20), threading.Event()
        calls: list[int] = []

        def grade(*_: Any, alone: bool) -> Outcome:
            calls.append(1)
            if len(calls) <= 3:
                both.wait()
                assert leave.wait(20)
            return SCORED

        workers = bench.work(grade)
        until(lambda: len(calls) == 3)  # two threads, and the one for what is quick
        with cut_off(postgres, database):
            leave.set()
            until(lambda: workers.waits_for == [DATABASE])
            until(lambda: len(bench.told("does not answer")) == 1)
        until(lambda: bench.are_final(ids), 15)

        assert workers.alive
        assert workers.waits_for == []
        require_untouched(bench.rows(ids))
        assert len(calls) == 12, "what was judged before is not judged again"
        assert len(bench.said) <= 2 + 12, bench.said

    def test_a_database_that_hangs_keeps_no_program_from_being_heard(
        self, bench: Bench, database: PostgresDatabase
    ) -> None:
        """Or its time would run out, and that would count as a death of it."""
        (id_,) = bench.hand_in(1)
        printed, heard = threading.Event(), threading.Event()

        def grade(_: Any, on_output: Callable[[str], None], *, alone: bool) -> Outcome:
            assert printed.wait(20)
            on_output("epoch 1\n")
            on_output("epoch 2\n")
            heard.set()
            until(release.is_set)
            return SCORED

        release = threading.Event()
        bench.work(grade)
        until(lambda: bench.rows([id_])[0].state is EvaluationState.RUNNING)
        with database.engine.begin() as holding:
            holding.execute(text("LOCK TABLE evaluations IN ACCESS EXCLUSIVE MODE"))
            printed.set()
            assert heard.wait(10)
        until(lambda: bench.rows([id_])[0].progress == "epoch 1\nepoch 2\n")
        release.set()
        until(lambda: bench.are_final([id_]))

    @pytest.mark.parametrize(
        "step",
        [
            "claim",
            "finish",
            *(
                pytest.param(step, marks=pytest.mark.long)
                for step in ("fail", "release", "beat", "requeue_abandoned")
            ),
        ],
    )
    def test_no_statement_at_which_it_goes_away_ends_a_thread_or_loses_a_file(
        self,
        bench: Bench,
        database: PostgresDatabase,
        postgres: Postgres,
        monkeypatch: pytest.MonkeyPatch,
        step: str,
    ) -> None:
        ids, met = bench.hand_in(4), threading.Event()
        steps: Any = finishing if step == "finish" else evaluations
        work = getattr(steps, step)
        wrong = {"fail": ValueError("ours"), "release": StoreAwayError("it is silent")}

        def cut_then_work(session: Any, *arguments: Any, **options: Any) -> Any:
            is_start = threading.current_thread() is threading.main_thread()
            if not (is_start or met.is_set()):
                met.set()
                postgres.cut(str(database.engine.url.database))
            return work(session, *arguments, **options)

        def grade(*_: Any, alone: bool) -> Outcome:
            if step in wrong and not met.is_set():
                raise wrong[step]
            until(lambda: met.is_set() or step == "finish")
            return SCORED

        monkeypatch.setattr(steps, step, cut_then_work)
        workers = bench.work(grade)
        until(lambda: bench.are_final(ids), 15)

        assert met.is_set()
        assert workers.alive
        assert {row.verdict for row in bench.rows(ids)} == {Verdict.SCORED}


def test_a_database_that_takes_connections_and_says_nothing_is_away(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(core_database._SILENCE, "connect_timeout", 2)  # the least there is
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"postgresql+psycopg://gradus@127.0.0.1:{silent.getsockname()[1]}/gradus"
        found = open_database(url)
        with pytest.raises(OperationalError) as away, found.read() as session:
            session.execute(text("SELECT 1"))
        found.close()
    outage = outage_of(away.value)
    assert outage is not None
    assert outage.what == DATABASE


# The store.


@pytest.fixture
def proxy(s3_endpoint: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[StoreProxy]:
    """What stands before it."""
    there = urlsplit(s3_endpoint)
    assert there.hostname
    assert there.port
    proxy = StoreProxy(there.hostname, there.port)
    for name, value in {
        "ENDPOINT_URL": proxy.url,
        "ALLOW_HTTP": "true",
        "ACCESS_KEY_ID": "test",
        "SECRET_ACCESS_KEY": "test",
        "REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(f"AWS_{name}", value)
    yield proxy
    proxy.close()


@pytest.fixture
def open_store(proxy: StoreProxy, tmp_path: Path) -> Callable[[float], FileStore]:
    """Opens the store, with so much patience."""
    address = f"s3://gradus/{tmp_path.name}"
    return lambda patience_s: ObjectStore(address, tmp_path / "s", patience_s=patience_s)


@pytest.fixture
def store(open_store: Callable[[float], FileStore]) -> FileStore:
    return open_store(2.0)  # which a busy machine does not use up


@pytest.mark.parametrize("way", WAYS)
def test_a_store_that_is_away_in_any_way_says_so_in_bounded_time(
    open_store: Callable[[float], FileStore], proxy: StoreProxy, tmp_path: Path, way: str
) -> None:
    store, hasty = open_store(10.0), open_store(0.2)
    spooled = Spool(tmp_path / "incoming").open("one")
    spooled.write(SPOKEN.encode())
    spooled.finish()
    store.keep(spooled.path, "one")
    spare = Spool(tmp_path / "incoming").open("two")
    spare.finish()

    started = time.monotonic()
    with proxy.away(way):
        with pytest.raises(StoreAwayError) as away, hasty.fetch("one"):
            pass
        if way not in {"a_page", "cut_in_the_middle", "hangs_in_the_middle"}:  # only for reading
            with pytest.raises(StoreAwayError):
                hasty.keep(spare.path, "two")
            assert spare.path.exists(), "it can be tried again"
    assert time.monotonic() - started < 10
    assert away.value.what == STORE
    assert "\n" not in str(away.value)
    with store.fetch("one") as path:
        assert path.read_text() == SPOKEN


def test_a_store_that_has_no_such_file_is_believed(
    open_store: Callable[[float], FileStore],
) -> None:
    store = open_store(10.0)
    with pytest.raises(FileNotFoundError) as missing, store.fetch("nothing"):
        pass
    assert outage_of(missing.value) is None
    store.delete("nothing")


class TestStoreAway:
    @pytest.fixture
    def database(self, sqlite_data_dir: Path) -> Iterator[Database]:
        opened = open_database(f"sqlite:///{sqlite_data_dir / 'gradus.sqlite3'}")
        yield opened
        opened.close()

    @pytest.mark.parametrize(
        "way",
        [
            "refuses",
            "hangs",
            *(
                pytest.param(way, marks=pytest.mark.long)
                for way in ("unavailable", "a_page", "hangs_in_the_middle")
            ),
        ],
    )
    def test_six_files_wait_for_it_and_are_graded_free_of_charge(
        self, bench: Bench, store: FileStore, proxy: StoreProxy, way: str
    ) -> None:
        bench.context = replace(bench.context, files=store)
        ids = bench.hand_in(6)
        with proxy.away(way):
            workers = bench.work(scored)
            until(lambda: workers.waits_for == [STORE])
            until(lambda: len(bench.context.queue) + len(workers._grading) == 6)
            assert {row.state for row in bench.rows(ids)} != {EvaluationState.FINAL}
        until(lambda: bench.are_final(ids))

        require_untouched(bench.rows(ids))
        until(lambda: len(bench.told("graded")) == 6)
        (away,) = bench.told("the store does not answer")
        assert (away["files"], len(bench.told("the store answers again"))) == (6, 1)
        assert len(bench.said) == 2 + 6, bench.said

    def test_a_file_that_is_missing_is_a_fault_and_holds_up_no_other(
        self, bench: Bench, store: FileStore
    ) -> None:
        bench.context = replace(bench.context, files=store)
        ids = bench.hand_in(2)
        store.delete(submission_key(bench.rows(ids)[0].submission_id))
        bench.work(scored)
        until(lambda: bench.are_final(ids))

        lost, found = bench.rows(ids)
        assert (lost.verdict, lost.faults) == (Verdict.INFRASTRUCTURE_FAULT, 3)
        assert "the store has no such file" in str(lost.last_fault)
        assert found.verdict is Verdict.SCORED

    # The disk.

    def test_a_full_disk_of_the_database_is_waited_for_in_two_lines(
        self, bench: Bench, database: SqliteDatabase
    ) -> None:
        ids = bench.hand_in(6)
        long = Outcome(verdict=Verdict.SCORED, score=1.0, report=Report(output="x" * 20_000))

        def limit(session: Session, pages: str) -> None:
            session.connection().exec_driver_sql(f"PRAGMA max_page_count = {pages}")

        database.write(limit, "1")  # as many as there are
        workers = bench.work(lambda *_, alone: long)
        until(lambda: workers.waits_for == [DISK])
        until(lambda: bool(bench.told("the disk is full")))
        database.write(limit, "1000000")
        until(lambda: bench.are_final(ids))

        require_untouched(bench.rows(ids))
        until(lambda: len(bench.told("graded")) == 6)
        assert len(bench.said) == 2 + 6, bench.said

    @pytest.mark.parametrize(
        "error",
        [
            OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)),
            OSError(errno.EMFILE, os.strerror(errno.EMFILE)),
            RuntimeError("can't start new thread"),
        ],
        ids=str,
    )
    def test_a_machine_without_room_is_waited_for(self, bench: Bench, error: Exception) -> None:
        ids, tries = bench.hand_in(2), []

        def grade(*_: Any, alone: bool) -> Outcome:
            tries.append(1)
            if len(tries) < 8:
                raise error
            return SCORED

        bench.work(grade)
        until(lambda: bench.are_final(ids))
        require_untouched(bench.rows(ids))

    # Threads, and what they leave.

    @pytest.mark.parametrize("error", [SystemExit, KeyboardInterrupt, MemoryError])
    def test_whatever_is_raised_about_a_file_is_counted_and_ends_no_thread(
        self, bench: Bench, error: type[BaseException]
    ) -> None:
        ids = bench.hand_in(1)

        def grade(*_: Any, alone: bool) -> Outcome:
            raise error

        workers = bench.work(grade, threads=1)
        until(lambda: bench.are_final(ids))
        assert workers.alive
        (row,) = bench.rows(ids)
        assert (row.verdict, row.faults) == (Verdict.INFRASTRUCTURE_FAULT, 3)

    def test_a_thread_that_ends_all_the_same_begins_again(
        self, bench: Bench, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("server.core.threads._PAUSE_S", 0.01)
        ended = threading.Semaphore(0)

        def take(*_: Any) -> None:
            ended.release()
            raise SystemExit

        with monkeypatch.context() as broken:
            broken.setattr(bench.context.queue, "_next", take)
            workers = bench.work(scored, threads=1)
            assert all(ended.acquire(timeout=20) for _ in range(4))
        assert workers.alive
        ids = bench.hand_in(1)
        bench.context.queue.push(ids[0], Priority.UPLOAD)
        until(lambda: bench.are_final(ids))

    def test_what_a_failed_finish_and_a_failed_fail_leave_is_graded_by_the_same_worker(
        self, bench: Bench, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        ids = bench.hand_in(1)
        failed = threading.Semaphore(0)

        def refuse(*_: Any) -> None:
            failed.release()
            raise ValueError("no")

        with monkeypatch.context() as broken:
            broken.setattr(finishing, "finish", refuse)
            broken.setattr(evaluations, "fail", refuse)
            bench.work(scored)
            assert all(failed.acquire(timeout=20) for _ in range(2))
        until(lambda: bench.are_final(ids))
        assert bench.rows(ids)[0].verdict is Verdict.SCORED

    def test_what_has_the_name_of_a_busy_worker_and_is_not_graded_is_taken_up(
        self, bench: Bench
    ) -> None:
        graded, lost = bench.hand_in(2)
        database = bench.context.database
        database.write(evaluations.claim, lost, "other")
        busy, leave = threading.Event(), threading.Event()

        def grade(*_: Any, alone: bool) -> Outcome:
            busy.set()
            assert leave.wait(20)
            return SCORED

        bench.work(grade, threads=2)
        assert busy.wait(20)
        claimed = update(Evaluation).where(Evaluation.id == lost).values(worker="w")
        database.write(lambda session: session.execute(claimed) and None)
        until(lambda: bench.rows([lost])[0].attempts == 2)  # by another thread
        leave.set()
        until(lambda: bench.are_final([graded, lost]))

    def test_heartbeats_keep_only_what_is_graded(self, bench: Bench) -> None:
        graded, lost = bench.hand_in(2)
        database = bench.context.database
        for each in (graded, lost):
            database.write(evaluations.claim, each, "w")
        with time_machine.travel(now() + LEASE + timedelta(seconds=1), tick=False):
            database.write(evaluations.beat, "w", [graded])
            database.write(evaluations.requeue_abandoned)
        states = [row.state for row in bench.rows([graded, lost])]
        assert states == [EvaluationState.RUNNING, EvaluationState.QUEUED]

    def test_a_fault_that_is_found_after_the_end_is_none_of_the_file(self, bench: Bench) -> None:
        """Such as one of a page that could not be told."""
        ids = bench.hand_in(1)
        publish = bench.context.events.publish

        def refuse(topic: str) -> None:
            if bench.are_final(ids):
                raise ValueError("the line is dead")
            publish(topic)

        bench.context.events.publish = refuse  # type: ignore[method-assign]
        workers = bench.work(scored)
        until(lambda: bool(bench.told("grading failed")))
        until(lambda: not workers._grading and len(bench.context.queue) == 0)
        require_untouched(bench.rows(ids))


@pytest.mark.parametrize(
    ("error", "what"),
    [
        (StoreAwayError("x"), STORE),
        (OSError(errno.EDQUOT, "x"), DISK),
        (OSError(errno.EIO, "x"), None),
        (FileNotFoundError(errno.ENOENT, "x"), None),
        (sqlite3.OperationalError("x"), None),
        (MemoryError(), None),
        (ValueError("x"), None),
    ],
    ids=repr,
)
def test_an_outage_is_told_from_a_fault_however_it_is_passed_on(
    error: Exception, what: str | None
) -> None:
    def found(given: Exception) -> str | None:
        outage = outage_of(given)
        return outage and outage.what

    with pytest.raises(ValueError, match="in between") as passed_on:
        raise ValueError("in between") from error
    assert (found(error), found(passed_on.value)) == (what, what)


@postgresql_is(pytest.mark.long, "migrated_url")
def test_a_wrong_statement_is_a_fault(database: Database) -> None:
    with pytest.raises(Exception, match="nowhere") as wrong, database.read() as session:
        session.execute(text("SELECT 1 FROM nowhere"))
    assert outage_of(wrong.value) is None


def test_what_comes_and_goes_is_told_once_a_minute(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(patience, "SHORTEST_S", 0.0)
    monkeypatch.setattr(patience, "LONGEST_S", 0.0)
    waiting = patience.Patience(lambda: 7)
    for _ in range(100):
        waiting.rest(StoreAwayError("it is silent"))
        assert waiting.waits_for == [STORE]
        waiting.end()
        assert waiting.waits_for == []
    waiting._told[STORE] -= 61
    waiting.rest(StoreAwayError("it is silent"))
    assert capsys.readouterr().out.count("the store") == 3


def test_what_dies_with_its_workers_waits_longer_each_time_and_is_not_tried_for_ever() -> None:
    pauses = [pause_after_deaths(attempts) for attempts in range(evaluations.MOST_ATTEMPTS)]

    assert pauses[:8] == [0.0] * 5 + [1.0, 2.0, 4.0]
    assert max(pauses) == 600.0
    assert 1.9 < sum(pauses) / 3600 < 2.1


@postgresql_is(pytest.mark.long, "migrated_url")
def test_a_worker_of_which_a_thread_has_ended_ends_so_that_it_is_started_again(
    bench: Bench,
) -> None:
    workers = bench.work(scored)
    require_alive(workers)
    running = workers._threads[0]
    workers._threads[0] = threading.Thread(target=print)  # one that does not run
    with pytest.raises(CommandError) as ended:
        require_alive(workers)
    assert ended.value.exit_code == ExitCode.FAULT
    workers._threads[0] = running  # which is waited for at the end


def test_those_who_ask_whether_it_is_ready_are_told_what_it_waits_for(running: Running) -> None:
    workers = running.service.workers
    with open_client(running.url) as client, ThreadPoolExecutor(1) as pool:
        resting = pool.submit(workers._patience.rest, StoreAwayError("it is silent"))
        until(lambda: bool(workers.waits_for))
        assert client.get("/readyz").json()["waits_for"] == ["store"]
        workers._patience.end()
        resting.result(20)
        assert client.get("/readyz").json()["waits_for"] == []

"""PostgreSQL commits, its answer is lost: the file is a submission, whatever its sender heard."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx2
import pytest
from sqlalchemy import text

from server.settings import Settings
from tests.databases import Postgres
from tests.server.running import Running

FILE = {"file": ("p.csv", b"id,prediction\n" + b"".join(b"%d,0\n" % n for n in range(6)))}
KEY = {"Idempotency-Key": "once"}
_HANGING = "FROM pg_stat_activity WHERE wait_event = 'SyncRep' AND datname = current_database()"


@pytest.fixture
def settings(postgres: Postgres, tmp_path: Path) -> Settings:
    """Settings of a server over PostgreSQL that grades nothing."""
    url = postgres.migrate()
    return Settings(
        data_dir=tmp_path / "data", database_url=url, host="127.0.0.1", port=0, workers=0
    )


@pytest.fixture
def statement(running: Running) -> Iterator[Callable[[str], list[object]]]:
    """Carries out statements by themselves, and has commits wait for nobody in the end."""
    engine = running.service.database.engine.execution_options(isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:

        def carry_out(words: str) -> list[object]:
            found = connection.execute(text(words))
            return list(found.scalars()) if found.returns_rows else []

        yield carry_out
        carry_out("ALTER SYSTEM RESET synchronous_standby_names")
        carry_out("SELECT pg_reload_conf()")


def test_a_file_whose_commit_is_not_heard_of_keeps_its_bytes(
    running: Running,
    clients: dict[str, httpx2.Client],
    small: str,
    statement: Callable[[str], list[object]],
) -> None:
    """The backend has committed, waits for a standby that is not there, and is ended meanwhile."""

    def send() -> httpx2.Response:
        address = f"{small}/submissions?track=unrestricted"
        return clients["momo"].post(address, files=FILE, headers=KEY)

    statement("ALTER SYSTEM SET synchronous_standby_names = 'nobody'")
    statement("SELECT pg_reload_conf()")
    with ThreadPoolExecutor(1) as pool:
        lost = pool.submit(send)
        deadline = time.monotonic() + 20
        while not statement(f"SELECT pid {_HANGING}") and time.monotonic() < deadline:
            continue
        statement(f"SELECT pg_terminate_backend(pid) {_HANGING}")
        answer = lost.result(20)
    statement("ALTER SYSTEM RESET synchronous_standby_names")
    statement("SELECT pg_reload_conf()")
    again = send()

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert again.is_success
    (kept,) = (running.service.settings.data_dir / "files" / "submissions").iterdir()
    assert (kept.name, kept.read_bytes()) == (again.json()["id"], FILE["file"][1])

"""A class is graded again beside its board while workers are killed: nobody is left out."""

import json
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import NullPool, create_engine, text

from tests.end_to_end.conftest import GRADUS

pytestmark = pytest.mark.proof
ADDRESS = "/api/v1/courses/ml/assignments/small"
EACH = 16
STUDENTS = ("aki", "ben", "chie", "dai", "emi")
LABELS = (0, 1, 4, 9, 16, 25)
PARTS = ("public", "private")


class Class:
    """What the tables hold of one version."""

    def __init__(self, url: str, version: int) -> None:
        self._engine, self._version = create_engine(url, poolclass=NullPool), version

    def count(self, state: str) -> int:
        """How many evaluations are in a state."""
        counted = (
            "SELECT count(*) FROM evaluations JOIN assignment_versions v ON v.id = version_id"
            " WHERE v.number = :version AND state = :state"
        )
        with self._engine.connect() as connection:
            found: int = connection.execute(
                text(counted), {"version": self._version, "state": state}
            ).scalar_one()
            return found

    def let_leases_end(self) -> None:
        """Half a minute passes for all that is claimed and not final."""
        with self._engine.begin() as connection:
            connection.execute(
                text("UPDATE evaluations SET heartbeat_at = :then WHERE state = 'running'"),
                {"then": "2020-01-01 00:00:00.000000+00:00"},
            )


@pytest.fixture
def hired(site: Any, database_url: str, tmp_path: Path) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Whoever grades: the server alone over SQLite, four workers beside it over PostgreSQL."""
    if database_url.startswith("sqlite"):
        yield [site.process]
        return
    with (tmp_path / "workers.log").open("ab") as log:
        workers = [
            subprocess.Popen(
                [GRADUS, "worker", "--threads", "1"], env=site.environment, stdout=log, stderr=log
            )
            for _ in range(4)
        ]
    yield workers
    for worker in workers:
        worker.terminate()
        worker.wait(20)


def test_a_regrade_with_half_of_the_workers_killed_leaves_nobody_out(
    site: Any,
    tokens: Callable[[str], str],
    restart: Callable[[], None],
    hired: list[subprocess.Popen[bytes]],
    database_url: str,
    prediction_bundle: Callable[..., Path],
) -> None:
    quota = "[quota]\nper_day = 1000"
    site.gradus("assignment", "push", str(prediction_bundle(tables=quota)), "--course", "ml")
    for alias in STUDENTS:
        _upload(site, tokens(alias), number=STUDENTS.index(alias))
    every, first, second = EACH * len(STUDENTS), Class(database_url, 1), Class(database_url, 2)
    _wait(lambda: first.count("final") == every)
    before = _board(site, tokens("sensei"))

    lines = (f"{row},{label + 1},{PARTS[row % 2]}\n" for row, label in enumerate(LABELS))
    corrected = prediction_bundle(tables=quota, labels="id,label,part\n" + "".join(lines))
    site.gradus("assignment", "push", str(corrected), "--course", "ml", "--shadow")
    _wait(lambda: second.count("final") >= EACH // 3)
    for worker in hired[:3]:
        worker.kill()
        worker.wait(10)
    assert second.count("final") < every
    if hired[0] is site.process:
        restart()
    _wait(lambda: second.count("queued") == 0)
    second.let_leases_end()
    _wait(lambda: second.count("final") == every)

    assert _board(site, tokens("sensei")) == before
    compared = site.gradus("assignment", "compare", "small", "2", "--course", "ml", "--json")
    assert json.loads(compared.stdout)["done"] == every
    site.gradus("assignment", "switch", "small", "2", "--course", "ml")
    after = _board(site, tokens("sensei"))
    assert [row["submissions"] for row in after] == [EACH] * len(STUDENTS)
    # every label grew by one, so that each guess below all labels is one further off
    expected = {row["alias"]: row["score"] + 1 for row in before}
    assert {row["alias"]: row["score"] for row in after} == pytest.approx(expected)


def _upload(site: Any, token: str, number: int) -> None:
    with site.client(token) as client:
        for upload in range(EACH):
            guess = -1 - number - upload
            rows = "".join(f"{row},{guess}\n" for row in range(6))
            sent = client.post(
                f"{ADDRESS}/submissions?track=unrestricted&again=true",
                content=f"id,prediction\n{rows}",
                headers={"Content-Type": "text/csv"},
            )
            assert sent.status_code == 202, sent.text


def _board(site: Any, token: str) -> list[dict[str, Any]]:
    with site.client(token) as staff:
        rows = staff.get(f"{ADDRESS}/leaderboard?track=unrestricted").json()["rows"]
    kept = ("rank", "alias", "score", "submissions")
    return [{name: row[name] for name in kept} for row in rows]


def _wait(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 90
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)

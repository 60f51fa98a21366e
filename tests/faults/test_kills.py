"""A server is killed where it hurts most: nothing that got a 202 is lost or graded twice."""

import random
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.databases import migrate_url, sqlite_url
from tests.faults.audit import audit
from tests.faults.clients import Receipt, Record
from tests.faults.cycles import CUT, RANDOM, Result, Run
from tests.faults.launcher import find
from tests.faults.log import note
from tests.faults.points import POINTS, Point


@pytest.mark.long
def test_a_kill_between_commit_and_answer_breaks_no_promise(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    run = Run(tmp_path, sqlite_url(tmp_path / "data"), random.Random(1))
    result = run.run(["before-answer"])
    assert result.violations == []
    assert result.acknowledged == 9


@pytest.mark.proof
def test_kills_at_the_points_that_cost_most_break_no_promise(tmp_path: Path) -> None:
    points = ["before-commit", "mid-grade", "mid-finish", "mid-release", "mid-switch", RANDOM]
    _run(tmp_path, sqlite_url(tmp_path / "data"), points)


@pytest.mark.proof
def test_kills_at_every_point_break_no_promise(database_url: str, tmp_path: Path) -> None:
    is_server = database_url.startswith("postgresql")
    url = database_url if is_server else sqlite_url(tmp_path / "data")
    _run(tmp_path, url, [*POINTS, RANDOM, RANDOM, *([CUT] * 2 if is_server else [])])


def _run(folder: Path, url: str, points: list[str]) -> None:
    (folder / "data").mkdir()
    result = Run(folder, url, random.Random(5)).run(points)
    assert result.violations == []
    assert result.cycles.total() == len(points)


@pytest.mark.parametrize("point", POINTS)
def test_every_point_is_a_function_of_the_product(point: str) -> None:
    _, name, found = find(POINTS[point])
    assert found.__name__ == name


@pytest.mark.parametrize(
    "target", ["server.service:Service.gone", "server.gone:x", "server.app:log"]
)
def test_a_point_that_is_gone_is_told(target: str) -> None:
    with pytest.raises((AttributeError, ImportError, TypeError)):
        find(Point(target, "before"))


def test_a_promise_that_was_broken_is_told(tmp_path: Path) -> None:
    """The audit can fail: nothing of what is recorded here is there."""
    url = sqlite_url(tmp_path / "data")
    for folder in ("data", "data/incoming"):
        (tmp_path / folder).mkdir()
    migrate_url(url)
    record = Record()
    assert audit(tmp_path / "data", url, record) == []
    record.note("key", Receipt("id", "0" * 64))
    (tmp_path / "data/incoming/x").touch()
    found = audit(tmp_path / "data", url, record)
    assert [line.partition(" ")[0] for line in found] == ["left-incoming:", "left:", "key", "the"]
    record.note("key", Receipt("another", "0" * 64))
    assert "then as Receipt(submission_id='another'" in record.broken[0]


def test_the_log_adds_up_all_runs(tmp_path: Path) -> None:
    log = tmp_path / "faults.log"
    for database, violations in (("sqlite", []), ("postgresql", []), ("sqlite", ["lost"])):
        result = Result(Counter({"mid-grade": 2, RANDOM: 1}), 12, violations, 3.0)
        note(log, database, result, datetime(2026, 11, 30, tzinfo=UTC))
    lines = log.read_text().splitlines()
    assert "# In all: postgresql: 3 cycles, 12 acknowledged, 0 broken" in lines
    assert "# In all: sqlite: 6 cycles, 24 acknowledged, 1 broken" in lines
    assert len([line for line in lines if line.endswith("mid-grade 2, random 1")]) == 3

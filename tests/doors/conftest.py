"""A server that answers, with a course, an assignment and people in it, for all kinds of inputs."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from server.grading.pool import GradingPool
from server.identity.rules import ALL_SCOPES, administrator, issue_token
from server.settings import Settings
from tests.conftest import LABELS, PREDICTION_TOML
from tests.databases import copy_sqlite
from tests.doors.hostile_inputs import Answer, send
from tests.server.running import ROSTER, Running, open_client, zip_folder

ML = "/api/v1/courses/ml"


@pytest.fixture(scope="module")
def site(
    migrated_sqlite: Path, shared_grading: GradingPool, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[dict[str, Any]], Answer]]:
    """Sends an input to it."""
    root = tmp_path_factory.mktemp("site")
    copy_sqlite(migrated_sqlite, root / "data")
    running = Running(Settings(data_dir=root / "data", port=0, workers=1), shared_grading)
    running.start()
    port = httpx2.URL(running.url).port
    assert port is not None
    tokens = _people(running, make_bundle(root / "bundle"))
    yield lambda given: send(port, given, tokens.get(given.get("as") or ""))
    running.stop()


def _people(running: Running, bundle: Path) -> dict[str, str]:
    """The tokens of everybody in a course that has the assignment."""

    def work(session: Any) -> str:
        person = administrator(session)
        return issue_token(session, person.id, label="test", scopes=ALL_SCOPES, days=1)

    tokens = {"admin": running.service.database.write(work)}
    with open_client(running.url, tokens["admin"]) as admin:
        admin.post("/api/v1/courses", json={"slug": "ml", "title": "ML"}).raise_for_status()
        admin.put(f"{ML}/roster", content=ROSTER).raise_for_status()
        for alias in ("momo", "sensei"):
            answer = admin.post(f"{ML}/tokens", json={"alias": alias}).raise_for_status()
            tokens[alias] = answer.json()["token"]
        headers = {"Content-Type": "application/zip"}
        archive = zip_folder(bundle)
        admin.put(f"{ML}/assignments/small", content=archive, headers=headers).raise_for_status()
    return tokens


def make_bundle(root: Path) -> Path:
    """Six rows, with as many tries as there are inputs."""
    (root / "private").mkdir(parents=True)
    (root / "statement.md").write_text("# Small\n\nPredict *six* numbers.\n")
    rows = "".join(f"{number},0\n" for number in range(6))
    (root / "sample_submission.csv").write_text(f"id,prediction\n{rows}")
    (root / "private" / "labels.csv").write_text(LABELS)
    tables = "[quota]\nper_day = 1000\ninvalid_per_day = 1000\n"
    definition = PREDICTION_TOML.format(
        top="", tables=tables, slug="small", decimals=4, release="exact"
    )
    (root / "assignment.toml").write_text(definition)
    return root

"""Before the reveal private labels have no part in anything that a participant can read.

Two worlds are built alike, to the identifiers and the clock; only their private labels differ. What
participants read at every address there is must be the same, byte for byte and header for header.
"""

import asyncio
import itertools
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import time_machine
from fastapi import FastAPI
from starlette.testclient import TestClient

from server.app import create_app
from server.core.intervals import Intervals
from server.grading.pool import GradingPool
from server.settings import Settings
from server.submissions import queries as submissions
from tests.databases import copy_sqlite
from tests.examples import seeds
from tests.server.ungraded_site import HTML, Site

BEGIN = datetime(2026, 5, 1, 9, tzinfo=UTC)
REVEAL = BEGIN + timedelta(hours=6)
MOMO, KEN, FAILING = "momo", "<script>alert(1)</script>", "eri"
API = "/api/v1/courses/ml/assignments/small"
ROWS = 20
MOMENTS = (BEGIN + timedelta(hours=1), REVEAL - timedelta(microseconds=1))
TOP = f"closes_at = {(REVEAL - timedelta(hours=1)).isoformat()}\nreveal_at = {REVEAL.isoformat()}"
_numbers = itertools.count()


def labels(private: float) -> str:
    """Labels of which every second is private, and so far off."""
    lines = (
        f"{i},{i if i % 2 else i + private},{'public' if i % 2 else 'private'}\n"
        for i in range(ROWS)
    )
    return "id,label,part\n" + "".join(lines)


@dataclass(frozen=True)
class Answer:
    """All of an answer."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


class World:
    """A site with a class that has submitted, under its own labels."""

    def __init__(self, app: FastAPI, folder: Path) -> None:
        self.app = app
        self.site = Site(app, ROSTER)
        self.site.push(folder)
        self.told = [self.submit(MOMO, np.arange(ROWS) + 0.5)]
        self.told.append(self.submit(KEN, np.arange(ROWS) + np.arange(ROWS) % 2))
        self.told.append(self.submit(MOMO, np.arange(ROWS) + 0.25))
        self.told.append(self.submit(MOMO, np.array([1e300] * ROWS)))
        self.told.append(self.submit(FAILING, np.arange(3)))
        self.service.workers.uncertainty.refresh()

    @property
    def service(self) -> Any:
        return self.app.state.service

    def client(self, alias: str) -> TestClient:
        headers = {"Authorization": f"Bearer {self.site.token(alias)}"}
        return TestClient(self.app, headers=headers, follow_redirects=False)

    def submit(self, alias: str, values: Any) -> str:
        """The receipt, and the submission once it is graded."""
        rows = "".join(f"{i},{value!r}\n" for i, value in enumerate(map(float, values)))
        receipt = self.client(alias).post(
            f"{API}/submissions?track=unrestricted&again=true",
            content="id,prediction\n" + rows,
            headers={"Content-Type": "text/csv"},
        )
        assert receipt.status_code == 202, receipt.text
        with self.service.database.read() as session:
            found = submissions.latest_evaluation(session, receipt.json()["id"]).id
        self.service.workers._grade_safely(found)
        return receipt.text + self.client(alias).get(receipt.headers["Location"]).text

    def read(self, alias: str) -> dict[str, Answer]:
        """What a participant gets from every address, as data and as a page."""
        client = self.client(alias)
        page = self.site.browser(alias).client
        own = client.get(f"{API}/submissions").json()
        found = {}
        for path in paths(self.app, [one["id"] for one in own]):
            for kind, answer in (("data", client), ("page", page)):
                if path.endswith("events") or "/events?" in path:
                    found[f"{kind} {path}"] = first_event(self.app, path, self.site.token(alias))
                else:
                    got = answer.get(path, headers=HTML if kind == "page" else {})
                    headers = {k: v for k, v in got.headers.items() if k != OF_CHANCE}
                    if "/starter/" in path:  # they say when the file came onto this disk
                        headers = {k: v for k, v in headers.items() if k not in ON_DISK}
                    found[f"{kind} {path}"] = Answer(
                        got.status_code, tuple(sorted(headers.items())), got.content
                    )
        return found


def first_event(app: FastAPI, path: str, token: str) -> Answer:
    """The beginning of a stream up to its first event."""
    where, _, query = path.partition("?")
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": where,
        "raw_path": where.encode(),
        "query_string": query.encode(),
        "headers": [(b"host", b"testserver"), (b"authorization", f"Bearer {token}".encode())],
        "server": ("testserver", 80),
        "client": ("testclient", 1),
        "app": app,
    }
    got: list[Any] = []

    async def run() -> None:
        heard, asked = asyncio.Event(), False

        async def receive() -> dict[str, Any]:
            nonlocal asked
            if asked:
                await heard.wait()
                return {"type": "http.disconnect"}
            asked = True
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Any) -> None:
            got.append(message)
            is_over = message["type"] == "http.response.body" and not message.get("more_body")
            if is_over or b"\n\n" in message.get("body", b""):
                heard.set()

        serving = asyncio.create_task(app(scope, receive, send))
        await asyncio.wait_for(heard.wait(), 30)
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)

    asyncio.run(run())
    said = [(k.decode(), v.decode()) for k, v in got[0]["headers"]]
    headers = tuple(sorted((k, v) for k, v in said if k.lower() != OF_CHANCE))
    body = b"".join(message.get("body", b"") for message in got[1:])
    return Answer(got[0]["status"], headers, body.partition(b"\n\n")[0])


def paths(app: FastAPI, own: list[str]) -> Iterator[str]:
    """Every address that is read, with whatever a participant may add to it.

    A new one with a name in it that this does not know fails here, until it is told.
    """
    for route in all_routes(app):
        names = {
            "course": ["ml"],
            "assignment": ["small"],
            "name": ["sample_submission.csv"],
            "number": ["1"],
            "submission_id": own,
            "first": own[:1],
            "second": own[1:2],
            "alias": [MOMO],
            "provider": ["none"],
            "person": ["none"],
        }
        asked = {name: names[name] for name in route.param_convertors}
        for values in itertools.product(*asked.values()):
            path = route.path_format.format(**dict(zip(asked, values, strict=True)))
            known = query_names(route.dependant)
            yield path
            for query in QUERIES:
                if set(query) <= known:
                    yield f"{path}?{'&'.join(f'{k}={v}' for k, v in query.items())}"


QUERIES: tuple[dict[str, str], ...] = (
    {"track": "unrestricted"},
    {"track": "restricted"},
    {"track": "unrestricted", "limit": "1"},
    {"track": "unrestricted", "limit": "1", "cursor": "1"},
    {"track": "unrestricted", "part": "private"},
    {"track": "unrestricted", "part": "public"},
    {"track": "unrestricted", "alias": "momo"},
    {"part": "private"},
    {"wait": "1"},
    {"limit": "1000"},
)
OF_CHANCE = "x-request-id"
ON_DISK = {"etag", "last-modified"}
SITE = "/courses/{course}/assignments/{assignment}"
UNREAD = {"/metrics", "/readyz", "/healthz"}  # of the process and its host


def all_routes(app: FastAPI) -> list[Any]:
    """What answers to GET, with whole paths."""
    routers = [router for router in app.routes if hasattr(router, "effective_route_contexts")]
    routes = [route for router in routers for route in router.effective_route_contexts()]
    found = [r for r in routes if "GET" in (r.methods or ()) and r.path_format not in UNREAD]
    assert f"{SITE}/leaderboard" in {route.path_format for route in found}
    return found


def query_names(dependant: Any) -> set[str]:
    """What may stand in the query of a route, and of what it depends on."""
    names = {one.alias for one in dependant.query_params}
    return names.union(*map(query_names, dependant.dependencies))


@pytest.fixture
def fresh_url(
    request: pytest.FixtureRequest, tmp_path: Path, kind: str, migrated_sqlite: Path
) -> Callable[[], str]:
    """Makes URLs of databases of one kind, with every table in them."""

    def make() -> str:
        if kind == "sqlite":
            return copy_sqlite(migrated_sqlite, tmp_path / f"database-{next(_numbers)}")
        server = request.getfixturevalue("postgres")
        url: str = server.migrate()
        return url

    return make


def make_bundle(prediction_bundle: Callable[..., Path], table: str, release: str) -> Path:
    """The bundle of a world; `custom`: with a metric that fails where it is far from labels."""
    if release != "custom":
        return prediction_bundle(top=TOP, labels=table, release=release, secondary=BESIDE)
    folder = prediction_bundle(top=TOP, labels=table, secondary=BESIDE)
    definition = folder / "assignment.toml"
    definition.write_text(definition.read_text().replace('metric = "mae"', CUSTOM))
    (folder / "private" / "metric.py").write_text(METRIC)
    return folder


BESIDE = ("rmse", "r2")
CUSTOM = 'metric = "custom"\nmetric_file = "private/metric.py"\nbetter = "lower"'
METRIC = """
import numpy as np


def score(predictions, labels):
    off = np.abs(predictions - labels).mean()
    if 500 < off < 1e6 and np.ptp(predictions) > 0:  # what a push tries is constant
        raise ValueError(f"these labels are far away: {labels}")
    return off
"""


@pytest.fixture
def read_world(
    fresh_url: Callable[[], str],
    prediction_bundle: Callable[..., Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    shared_grading: GradingPool,
    release: str,
) -> Callable[..., Any]:
    """Builds a world with these private labels; what it tells before the reveal, and after."""

    def build(private: float) -> tuple[list[str], dict[str, Answer], dict[str, Answer]]:
        monkeypatch.setattr("secrets.randbits", random.Random(1).getrandbits)
        folder = make_bundle(prediction_bundle, labels(private), release)
        sample = "id,prediction\n" + "".join(f"{i},0\n" for i in range(ROWS))
        (folder / "sample_submission.csv").write_text(sample)
        data = tmp_path / f"data-{next(_numbers)}"
        settings = Settings(data_dir=data, database_url=fresh_url(), workers=0)
        app = create_app(settings, intervals=Intervals(uncertainty_s=1e6), grading=shared_grading)
        with time_machine.travel(BEGIN, tick=False) as clock, TestClient(app):
            world = World(app, folder)
            before: dict[str, Answer] = {}
            for moment in MOMENTS[-len(seeds(2)) :]:
                clock.move_to(moment)
                world.service.workers.uncertainty.refresh()
                for alias in (MOMO, KEN, FAILING):
                    before |= {f"{moment} {alias} {k}": v for k, v in world.read(alias).items()}
            clock.move_to(REVEAL)
            world.service.workers.uncertainty.refresh()
            return world.told, before, world.read(MOMO)

    return build


ROSTER = (
    f"alias,name,role\n{MOMO},Momoko,\n{KEN},Ken & Kenji,\n{FAILING},Eri,\nsensei,Sato,instructor\n"
)


@pytest.mark.parametrize(
    ("kind", "release"),
    [
        pytest.param("sqlite", "rounded", marks=pytest.mark.long),
        pytest.param("sqlite", "ladder", marks=pytest.mark.proof),
        pytest.param("sqlite", "custom", marks=pytest.mark.proof),
        pytest.param("postgresql", "rounded", marks=pytest.mark.proof),
    ],
)
def test_private_labels_have_no_part_in_what_participants_read_before_the_reveal(
    read_world: Callable[..., Any],
) -> None:
    one, other = read_world(0.0), read_world(1000.0)
    assert one[0] == other[0]
    assert one[1].keys() == other[1].keys()
    differing = [path for path, answer in one[1].items() if other[1][path] != answer]
    assert differing == []
    statuses = {answer.status for answer in one[1].values()}
    assert 500 not in statuses
    assert statuses == {200, 403, 404, 422}
    assert all("/with/none/" in path for path, told in one[1].items() if told.status == 404)
    told = {path for path, answer in one[2].items() if other[2][path] != answer}
    assert f"data {API}/leaderboard?track=unrestricted" in told
    assert f"page {API.removeprefix('/api/v1')}/history?track=unrestricted" in told

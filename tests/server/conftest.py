"""What tests of the server start from: a database, a running server, a site to look at.

A database has a course, its `people` as viewers and a queue that only remembers. A running server
has the same course and its people's `clients`. A site has no workers: each test says what came of
a file.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import httpx2
import pytest
import time_machine
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from grader import Bundle, open_folder
from server.app import create_app
from server.assignments.access import AssignmentAccess, assignment_access
from server.core.clock import now
from server.core.database import PostgresDatabase, SqliteDatabase, after_commit, open_database
from server.core.files.blobs import StoredFile
from server.core.identifiers import new_id
from server.core.intervals import USUAL, Intervals
from server.core.models import AssignmentVersion, Course
from server.core.queue import Queue
from server.courses import queries as courses
from server.courses.access import course_access
from server.courses.roster import apply_roster
from server.courses.roster_reading import read_roster
from server.courses.rules import create_course
from server.grading.pool import GradingPool
from server.identity.rules import (
    ALL_SCOPES,
    PARTICIPANT_SCOPES,
    Viewer,
    Way,
    administrator,
    issue_token,
)
from server.settings import Settings
from server.submissions.rules import Accepted, Upload, accept
from server.versions import push as bundles
from server.versions.push import NewVersion
from tests.server.running import HOUR, ROSTER, Running, open_client, zip_folder
from tests.server.ungraded_site import Site

Database = SqliteDatabase | PostgresDatabase
T = TypeVar("T")


@pytest.fixture(autouse=True)
def _within_a_day() -> Iterator[None]:
    """No midnight of any course passes during a test: tries would come back, a year would end."""
    if now().minute < 58:
        yield
    else:
        with time_machine.travel(now() + timedelta(minutes=2)):
            yield


@pytest.fixture
def database(migrated_url: str) -> Iterator[Database]:
    """A migrated database of each kind in turn."""
    database = open_database(migrated_url)
    yield database
    database.close()


@dataclass
class RememberingQueue:
    """What was enqueued, and durable when it was."""

    told: list[tuple[str, int]] = field(default_factory=list)

    def enqueue(
        self,
        session: Session,
        evaluation_id: str,
        priority: int,
        participant_id: str | None = None,
    ) -> None:
        """Remember an evaluation once its transaction is durable."""
        after_commit(session, lambda: self.told.append((evaluation_id, priority)))

    def run(self, grade: Callable[[str], None]) -> None:
        """Nothing is graded here."""
        raise NotImplementedError


@pytest.fixture
def engine() -> RememberingQueue:
    return RememberingQueue()


@pytest.fixture
def admin(database: Database) -> Viewer:
    """The site's administrator."""
    person = database.write(administrator)
    return Viewer(person.id, person.name, is_admin=True, ways=(Way(ALL_SCOPES),))


@pytest.fixture
def course(database: Database, admin: Viewer) -> Course:
    """A course in Tokyo, nine hours ahead of UTC."""
    return database.write(
        create_course, admin, slug="ml", title="ML", time_zone="Asia/Tokyo", locale="ja"
    )


@pytest.fixture
def people(database: Database, admin: Viewer, course: Course) -> dict[str, Viewer]:
    """Two students, an assistant and an instructor, by alias."""
    lines = read_roster(b"alias,role\nmomo,\nken,\nta,assistant\nsensei,instructor\n")
    database.write(apply_roster, admin, course, lines)
    with database.read() as session:
        rows = courses.roster(session, course.id)
    return {
        member.alias: Viewer(
            person.id,
            person.name,
            is_admin=False,
            ways=(Way(PARTICIPANT_SCOPES if member.role == "student" else ALL_SCOPES),),
        )
        for member, person in rows
    }


def push_as(
    session: Session,
    engine: Queue,
    viewer: Viewer,
    bundle: Bundle,
    slug: str = "small",
    scorer: Any = None,
    **options: Any,
) -> AssignmentVersion:
    """Push a bundle to the course as somebody."""
    access = course_access(session, viewer, "ml")
    new = NewVersion(new_id(), bundle, **options)
    return bundles.push(session, engine, access, slug, new, scorer)


def change_version(
    session: Session,
    act: Callable[[Session, AssignmentAccess, int], T],
    viewer: Viewer,
    number: int,
) -> T:
    """Switch to a version of the assignment `small`, or discard it, as somebody."""
    return act(session, assignment_access(session, viewer, "ml", "small"), number)


def submit_as(
    session: Session,
    engine: Queue,
    viewer: Viewer,
    track: str | None,
    upload: Upload,
    slug: str = "small",
) -> Accepted:
    """Hand a file in to the course as somebody."""
    access = assignment_access(session, viewer, "ml", slug)
    return accept(session, engine, access, track, upload)


@pytest.fixture
def push(
    database: Database, engine: RememberingQueue, course: Course, people: dict[str, Viewer]
) -> Callable[..., AssignmentVersion]:
    """Pushes a bundle's folder as the instructor, or as another."""

    def work(folder: Path, slug: str = "small", who: str = "sensei") -> AssignmentVersion:
        return database.write(push_as, engine, people[who], open_folder(folder), slug)

    return work


@pytest.fixture
def submit(
    database: Database, engine: RememberingQueue, people: dict[str, Viewer]
) -> Callable[..., Accepted]:
    """Submits made-up bytes as somebody."""

    def work(
        who: str = "momo",
        track: str | None = "unrestricted",
        *,
        key: str | None = None,
        sha256: str = "0" * 64,
        slug: str = "small",
        received_at: datetime | None = None,
        again: bool = True,
        late: bool = False,
    ) -> Accepted:
        stored = StoredFile(sha256, 10)
        upload = Upload(new_id(), "p.csv", stored, received_at or now(), key, again, late)

        return database.write(submit_as, engine, people[who], track, upload, slug)

    return work


# A running server.


@pytest.fixture
def settings(sqlite_data_dir: Path) -> Settings:
    """Settings of a server with one worker, over SQLite: see `test_over_postgresql.py`."""
    return Settings(data_dir=sqlite_data_dir, host="127.0.0.1", port=0, workers=1)


@pytest.fixture
def intervals() -> Intervals:
    """How often the server does what it does again and again."""
    return USUAL


@pytest.fixture
def running(
    settings: Settings, shared_grading: GradingPool, intervals: Intervals
) -> Iterator[Running]:
    """A server that answers, with grading processes that it shares with others."""
    running = Running(settings, shared_grading, intervals)
    running.start()
    yield running
    running.stop()


@pytest.fixture
def client(running: Running) -> Iterator[Callable[..., httpx2.Client]]:
    """Opens clients with a bearer token, or with none."""
    opened: list[httpx2.Client] = []

    def make(token: str | None = None) -> httpx2.Client:
        opened.append(open_client(running.url, token))
        return opened[-1]

    yield make
    for one in opened:
        one.close()


@pytest.fixture
def admin_client(running: Running, client: Callable[..., httpx2.Client]) -> httpx2.Client:
    """The administrator's client."""

    def work(session: Any) -> str:
        person = administrator(session)
        return issue_token(session, person.id, label="test", scopes=ALL_SCOPES, days=1)

    return client(running.service.database.write(work))


@pytest.fixture
def clients(
    admin_client: httpx2.Client, client: Callable[..., httpx2.Client]
) -> dict[str, httpx2.Client]:
    """The clients of everybody in the course `ml`, by alias."""
    course = {"slug": "ml", "title": "Machine learning", "time_zone": "Asia/Tokyo"}
    assert admin_client.post("/api/v1/courses", json=course).status_code == 201
    assert admin_client.put("/api/v1/courses/ml/roster", content=ROSTER).status_code == 200
    found = {}
    for alias in ("momo", "ken", "ta", "sensei"):
        answer = admin_client.post("/api/v1/courses/ml/tokens", json={"alias": alias})
        found[alias] = client(answer.json()["token"])
    return found


@pytest.fixture
def put_bundle(clients: dict[str, httpx2.Client]) -> Callable[..., httpx2.Response]:
    """Pushes a bundle's folder as the instructor."""

    def work(folder: Path, slug: str = "small") -> httpx2.Response:
        return clients["sensei"].put(
            f"/api/v1/courses/ml/assignments/{slug}",
            content=zip_folder(folder),
            headers={"Content-Type": "application/zip"},
        )

    return work


@pytest.fixture
def small(
    put_bundle: Callable[..., httpx2.Response], prediction_bundle: Callable[..., Path]
) -> str:
    """The address of a prediction assignment of six rows, three of them public."""
    assert put_bundle(prediction_bundle()).status_code == 200
    return "/api/v1/courses/ml/assignments/small"


@pytest.fixture
def reveal_at() -> datetime:
    """A whole second, two hours from now."""
    return now().replace(microsecond=0) + 2 * HOUR


@pytest.fixture
def address(
    put_bundle: Callable[..., Any], prediction_bundle: Callable[..., Path], reveal_at: datetime
) -> str:
    """An assignment before its reveal: public labels 0, 4 and 16, private ones 1, 9 and 25."""
    top = f"closes_at = {(reveal_at - HOUR).isoformat()}\nreveal_at = {reveal_at.isoformat()}"
    assert put_bundle(prediction_bundle(top=top)).status_code == 200
    return "/api/v1/courses/ml/assignments/small"


# A site to look at.

LAYERS_TOML = """
schema = 1
slug = "layers"
kind = "layers"
title = { en = "Layers", ja = "レイヤー" }
starter = ["layers.py"]

[statement]
en = "statement.md"

[[tracks]]
slug = "main"
title = { en = "Main", ja = "本線" }
rules = { en = "NumPy only.", ja = "NumPy のみ。" }

[layers]
tasks = [{ layer = "Add", points = 1 }, { layer = "Affine", points = 3 }]
"""


@pytest.fixture
def empty_site(sqlite_data_dir: Path) -> Iterator[Site]:
    """A site without assignments."""
    app = create_app(Settings(data_dir=sqlite_data_dir, workers=0))
    with TestClient(app):
        yield Site(app)


@pytest.fixture
def site(empty_site: Site, prediction_bundle: Callable[..., Path]) -> Site:
    """A site with a prediction assignment of two tracks."""
    empty_site.push(prediction_bundle())
    return empty_site


@pytest.fixture
def layers_folder(tmp_path: Path) -> Path:
    """A bundle of layers."""
    folder = tmp_path / "layers"
    folder.mkdir()
    (folder / "assignment.toml").write_text(LAYERS_TOML)
    (folder / "statement.md").write_text("Write *two* layers.")
    (folder / "layers.py").write_text("class Add: ...\n")
    return folder

"""Databases in their final shape, with a course, people and a queue that only remembers."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import pytest
from sqlalchemy.orm import Session

from grader import Bundle, open_folder
from server.assignments.access import AssignmentAccess, assignment_access
from server.core.clock import now
from server.core.database import PostgresDatabase, SqliteDatabase, after_commit, open_database
from server.core.files.blobs import StoredFile
from server.core.identifiers import new_id
from server.core.models import AssignmentVersion, Course
from server.core.queue import Queue
from server.courses import queries as courses
from server.courses.access import course_access
from server.courses.roster import apply_roster
from server.courses.roster_reading import read_roster
from server.courses.rules import create_course
from server.identity.rules import ALL_SCOPES, PARTICIPANT_SCOPES, Viewer, administrator
from server.submissions.rules import Accepted, Upload, accept
from server.versions import push as bundles
from server.versions.push import NewVersion

Database = SqliteDatabase | PostgresDatabase
T = TypeVar("T")


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

    def enqueue(self, session: Session, evaluation_id: str, priority: int) -> None:
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
    return Viewer(person.id, person.name, is_admin=True, scopes=ALL_SCOPES)


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
            scopes=PARTICIPANT_SCOPES if member.role == "student" else ALL_SCOPES,
        )
        for member, person in rows
    }


def push_as(
    session: Session,
    engine: Queue,
    viewer: Viewer,
    bundle: Bundle,
    slug: str = "small",
    **options: Any,
) -> AssignmentVersion:
    """Push a bundle to the course as somebody."""
    access = course_access(session, viewer, "ml")
    return bundles.push(session, engine, access, slug, NewVersion(new_id(), bundle, **options))


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
    ) -> Accepted:
        upload = Upload(new_id(), "p.csv", StoredFile(sha256, 10), received_at or now(), key)

        return database.write(submit_as, engine, people[who], track, upload, slug)

    return work

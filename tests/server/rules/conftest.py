"""A course with people in it."""

import pytest

from server.database import PostgresDatabase, SqliteDatabase
from server.models import Course
from server.rules.courses import create_course
from server.rules.identity import ALL_SCOPES, Viewer, administrator


@pytest.fixture
def admin(database: SqliteDatabase | PostgresDatabase) -> Viewer:
    """The site's administrator."""
    person = database.write(administrator)
    return Viewer(person.id, person.name, is_admin=True, scopes=ALL_SCOPES)


@pytest.fixture
def course(database: SqliteDatabase | PostgresDatabase, admin: Viewer) -> Course:
    """A course in Tokyo, nine hours ahead of UTC."""
    return database.write(
        lambda session: create_course(
            session, admin, slug="ml", title="ML", time_zone="Asia/Tokyo", locale="ja"
        )
    )

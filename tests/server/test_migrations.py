"""The migrations make the tables that the models speak of, on both databases."""

from datetime import UTC, datetime

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, insert, inspect, select

from server.core.database import PostgresDatabase, SqliteDatabase, open_database
from server.core.migrate import configuration, migrate
from server.core.models import AssignmentVersion, Base

Database = SqliteDatabase | PostgresDatabase


def test_the_migrations_make_exactly_the_tables_of_the_models(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})

        assert compare_metadata(context, Base.metadata) == []


def test_the_evaluations_of_a_version_are_found_by_an_index(database: Database) -> None:
    indexes = inspect(database.engine).get_indexes("evaluations")

    assert ["version_id"] in [index["column_names"] for index in indexes]


def test_migrating_twice_changes_nothing(database: Database) -> None:
    migrate(database)

    assert set(inspect(database.engine).get_table_names()) >= set(Base.metadata.tables)


def test_versions_from_before_the_ladder_go_on_being_rounded(database_url: str) -> None:
    database = open_database(database_url)
    with database.schema_connection() as connection:
        command.upgrade(configuration(connection), "0003")
        _insert_versions(connection)
    migrate(database)
    with database.read() as session:
        found = session.execute(select(AssignmentVersion.number, AssignmentVersion.definition))
        releases = {number: (d.get("prediction") or {}).get("release") for number, d in found}
    database.close()

    assert releases == {1: "rounded", 2: None}


def _insert_versions(connection: Connection) -> None:
    """A version of predictions and one of layers, as they were written then."""
    at = datetime(2026, 11, 1, tzinfo=UTC)
    tables = Base.metadata.tables
    person = {"id": "p", "name": "Sato", "is_admin": False, "created_at": at}
    course = {"id": "c", "slug": "ml", "title": "ML", "time_zone": "UTC", "locale": "en"}
    connection.execute(insert(tables["people"]), person)
    connection.execute(insert(tables["courses"]), course | {"created_at": at})
    assignment = {"id": "a", "course_id": "c", "slug": "s", "created_at": at}
    connection.execute(insert(tables["assignments"]), assignment)
    for number, task in ((1, {"metric": "mae", "decimals": 4}), (2, None)):
        version = {
            "id": f"v{number}",
            "assignment_id": "a",
            "number": number,
            "bundle_sha256": "0" * 64,
            "definition": {"slug": "s", "prediction": task},
            "live": number == 1,
            "pushed_by": "p",
            "pushed_at": at,
        }
        connection.execute(insert(tables["assignment_versions"]), version)


def test_the_migrations_can_be_undone(database_url: str) -> None:
    database = open_database(database_url)
    migrate(database)

    with database.schema_connection() as connection:
        command.downgrade(configuration(connection), "base")

    assert inspect(database.engine).get_table_names() == ["alembic_version"]
    database.close()

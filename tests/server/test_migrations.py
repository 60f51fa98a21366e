"""The migrations make the tables that the models speak of, on both databases."""

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from server.database import PostgresDatabase, SqliteDatabase, open_database
from server.migrate import configuration, migrate
from server.models import Base

Database = SqliteDatabase | PostgresDatabase


def test_the_migrations_make_exactly_the_tables_of_the_models(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})

        assert compare_metadata(context, Base.metadata) == []


def test_migrating_twice_changes_nothing(database: Database) -> None:
    migrate(database)

    assert set(inspect(database.engine).get_table_names()) >= set(Base.metadata.tables)


def test_the_migrations_can_be_undone(database_url: str) -> None:
    database = open_database(database_url)
    migrate(database)

    with database.schema_connection() as connection:
        command.downgrade(configuration(connection), "base")

    assert inspect(database.engine).get_table_names() == ["alembic_version"]
    database.close()

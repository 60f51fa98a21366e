"""The migrations make the tables that the models speak of, on both databases."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import (
    CheckConstraint,
    Connection,
    MetaData,
    Table,
    insert,
    inspect,
    select,
    text,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from server.core.database import PostgresDatabase, SqliteDatabase, open_database
from server.core.migrate import configuration, migrate
from server.core.models import AssignmentVersion, Base

Database = SqliteDatabase | PostgresDatabase


def test_the_migrations_make_exactly_the_tables_of_the_models(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})

        assert compare_metadata(context, Base.metadata) == []


def test_every_check_of_the_models_is_one_of_the_database(database: Database) -> None:
    found = inspect(database.engine)
    for name, table in Base.metadata.tables.items():
        declared = {c.name for c in table.constraints if isinstance(c, CheckConstraint)}

        assert {c["name"] for c in found.get_check_constraints(name)} == declared, name


def test_the_evaluations_of_a_version_are_found_by_an_index(database: Database) -> None:
    indexes = inspect(database.engine).get_indexes("evaluations")

    assert ["version_id"] in [index["column_names"] for index in indexes]


def test_migrating_twice_changes_nothing(database: Database) -> None:
    migrate(database)

    assert set(inspect(database.engine).get_table_names()) >= set(Base.metadata.tables)


def test_versions_from_before_the_ladder_go_on_being_shown_to_their_decimals(
    database_url: str,
) -> None:
    database = open_database(database_url)
    with database.schema_connection() as connection:
        command.upgrade(configuration(connection), "0003")
        _insert_versions(connection)
    migrate(database)
    with database.read() as session:
        found = session.execute(select(AssignmentVersion.number, AssignmentVersion.definition))
        releases = {number: (d.get("prediction") or {}).get("release") for number, d in found}
    database.close()

    assert releases == {1: "exact", 2: None}


def _insert_versions(connection: Connection) -> None:
    """A version of predictions and one of layers, as they were written then."""
    at = datetime(2026, 11, 1, tzinfo=UTC)
    tables = _tables(connection)
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


def _tables(connection: Connection) -> dict[str, Table]:
    """The tables that there are, as they are."""
    metadata = MetaData()
    metadata.reflect(connection)
    return dict(metadata.tables)


def _rows(connection: Connection) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table, in one order, whatever that of the columns is."""
    tables = _tables(connection)
    tables.pop("alembic_version")
    return {
        name: sorted(
            (dict(sorted(row.items())) for row in connection.execute(select(table)).mappings()),
            key=str,
        )
        for name, table in tables.items()
    }


AT = datetime(2026, 11, 1, tzinfo=UTC)


def _insert_class(connection: Connection) -> None:
    """Two assignments; work of two students and a teacher, a baseline, tries and standings."""
    tables = _tables(connection)

    def insert_all(table: str, *rows: dict[str, Any]) -> None:
        connection.execute(insert(tables[table]), list(rows))

    for person in ("momo", "ken", "sensei"):
        insert_all("people", {"id": person, "name": person, "is_admin": False, "created_at": AT})
    course = {"id": "c", "slug": "ml", "title": "ML", "time_zone": "UTC", "locale": "en"}
    insert_all("courses", course | {"created_at": AT})
    for slug in ("a", "b"):
        insert_all("assignments", {"id": slug, "course_id": "c", "slug": slug, "created_at": AT})
        insert_all("tracks", {"id": f"t{slug}", "assignment_id": slug, "slug": "main"} | BOARD)
        for number in (1, 2):  # in force, and beside it
            version = {"id": f"{slug}{number}", "assignment_id": slug, "number": number}
            insert_all("assignment_versions", version | PUSHED | {"live": number == 1})
    for id_, slug, person, key, baseline in SUBMISSIONS:
        submission = {"id": id_, "assignment_id": slug, "track_id": f"t{slug}"}
        owner = {"person_id": person, "idempotency_key": key, "baseline": baseline}
        insert_all("submissions", submission | owner | FILE)
        for number in (1, 2):
            graded = {
                "id": f"e{id_}{number}",
                "submission_id": id_,
                "version_id": f"{slug}{number}",
            }
            insert_all("evaluations", graded | SCORED)
        insert_all("releases", {"evaluation_id": f"e{id_}1", "score": 0.5, "moved": True})
        if person != "sensei":
            reserved = {"person_id": person, "assignment_id": slug, "submission_id": id_}
            tried = reserved | {"day": AT.date(), "at": AT}
            insert_all("quota_ledger", tried | {"id": f"r{id_}", "kind": "reserve", "amount": 1})
            insert_all("quota_ledger", tried | {"id": f"s{id_}", "kind": "settle", "amount": 0})
    for id_ in ("s1", "s3", "s4", "s5"):  # the best of each
        slug, person = next((a, who) for s, a, who, _, _ in SUBMISSIONS if s == id_)
        stands = {"track_id": f"t{slug}", "person_id": person, "submission_id": id_}
        graded = {"evaluation_id": f"e{id_}1", "version_id": f"{slug}1"}
        both = stands | graded | {"received_at": AT, "submissions": 2}
        insert_all("standings", both | {"value": 1 / 3})
        insert_all("released_standings", both | {"score": 0.5})


BOARD = {"board_version": 3}
PUSHED = {"bundle_sha256": "0" * 64, "definition": {}, "pushed_by": "sensei", "pushed_at": AT}
FILE = {"filename": "p.csv", "sha256": "0" * 64, "size_bytes": 1, "received_at": AT}
SCORED = {
    "priority": 0,
    "queued_at": AT,
    "state": "final",
    "attempts": 1,
    "faults": 0,
    "verdict": "scored",
    "score": 1 / 3,
}
SUBMISSIONS = [
    ("s1", "a", "momo", "key", None),
    ("s2", "a", "momo", None, None),
    ("s3", "a", "ken", "key", None),
    ("s4", "b", "momo", "key", None),
    ("s5", "a", "sensei", None, None),
    ("s6", "a", "sensei", None, "mean"),
]


@pytest.fixture
def upgraded(database_url: str) -> Iterator[Database]:
    """What people owned, given to participants."""
    database = open_database(database_url)
    with database.schema_connection() as connection:
        command.upgrade(configuration(connection), "0006")
        _insert_class(connection)
    migrate(database)
    yield database
    database.close()


def test_what_people_owned_is_their_participants(upgraded: Database) -> None:
    with upgraded.engine.connect() as connection:
        rows = _rows(connection)
    person_of = {
        one["participant_id"]: (one["person_id"], one["assignment_id"])
        for one in rows["participant_members"]
    }

    assert sorted(person_of.values()) == [
        ("ken", "a"),
        ("momo", "a"),
        ("momo", "b"),
        ("sensei", "a"),
    ]
    assert person_of.keys() == {one["id"] for one in rows["participants"]}
    owners = {one["id"]: person_of.get(one["participant_id"]) for one in rows["submissions"]}
    assert owners == {s: None if b else (person, a) for s, a, person, _, b in SUBMISSIONS}
    for table, value in (("standings", 1 / 3), ("released_standings", 0.5)):
        column = "value" if table == "standings" else "score"
        assert sorted(
            (one["submission_id"], *person_of[one["participant_id"]], one[column])
            for one in rows[table]
        ) == [
            ("s1", "momo", "a", value),
            ("s3", "ken", "a", value),
            ("s4", "momo", "b", value),
            ("s5", "sensei", "a", value),
        ]
    tries = Counter(person_of[one["participant_id"]] for one in rows["quota_ledger"])
    assert tries == {("momo", "a"): 4, ("ken", "a"): 2, ("momo", "b"): 2}


def test_participants_give_back_what_people_owned(database_url: str) -> None:
    database = open_database(database_url)
    with database.schema_connection() as connection:
        command.upgrade(configuration(connection), "0006")
        _insert_class(connection)
        before = _rows(connection)
    migrate(database)

    with database.schema_connection() as connection:
        command.downgrade(configuration(connection), "0006")
        assert _rows(connection) == before
    database.close()


@pytest.mark.long
@pytest.mark.parametrize(
    "wrong",
    [
        "UPDATE submissions SET participant_id = NULL WHERE id = 's1'",
        "UPDATE submissions SET participant_id = 's1' WHERE id = 's6'",
        "UPDATE submissions SET participant_id = 's1' WHERE id = 's4'",  # of another assignment
        "UPDATE submissions SET idempotency_key = 'key' WHERE id = 's2'",
        "UPDATE submissions SET size_bytes = -1 WHERE id = 's1'",
        "UPDATE standings SET participant_id = 'nobody'",
        "UPDATE quota_ledger SET participant_id = 'nobody'",
        "UPDATE quota_ledger SET amount = 7",
        "UPDATE participant_members SET participant_id = 's4' WHERE participant_id = 's3'",
        "UPDATE assignment_versions SET active = true",
        "DELETE FROM participants WHERE id = 's1'",
        "DELETE FROM submissions WHERE id = 's1'",
    ],
)
def test_what_may_not_be_is_refused_after_an_upgrade(upgraded: Database, wrong: str) -> None:
    with pytest.raises(IntegrityError):
        upgraded.write(Session.execute, text(wrong))


def test_an_upgrade_that_breaks_a_reference_changes_nothing(tmp_path: Path) -> None:
    """On SQLite, where tables are made anew without a look at what refers to them."""
    database = open_database(f"sqlite:///{tmp_path / 'x.sqlite3'}")
    migrate(database)

    with (
        pytest.raises(ValueError, match="web_sessions"),
        database.schema_connection() as connection,
    ):
        connection.execute(
            insert(Base.metadata.tables["web_sessions"]),
            {"token_hash": "t", "id": "t", "person_id": "nobody", "created_at": AT}
            | {"last_seen_at": AT},
        )

    with database.read() as session:
        assert session.execute(text("SELECT * FROM web_sessions")).all() == []
    with pytest.raises(IntegrityError):
        database.write(
            Session.execute,
            text(
                "INSERT INTO audit_events (id, at, actor_id, action, subject, detail)"
                " VALUES ('i', '2026-01-01', 'nobody', 'a', 's', '{}')"
            ),
        )
    database.close()


def test_the_migrations_can_be_undone(database_url: str) -> None:
    database = open_database(database_url)
    migrate(database)

    with database.schema_connection() as connection:
        command.downgrade(configuration(connection), "base")

    assert inspect(database.engine).get_table_names() == ["alembic_version"]
    database.close()


def test_who_is_signed_in_stays_so_and_may_what_they_might(database_url: str) -> None:
    database = open_database(database_url)
    opened = {"token_hash": "0" * 64, "person_id": "p", "scopes": "read", "course_id": "c"}
    with database.schema_connection() as connection:
        command.upgrade(configuration(connection), "0003")
        _insert_versions(connection)
        command.upgrade(configuration(connection), "0018")
        at = {"created_at": AT, "expires_at": AT}
        connection.execute(insert(_tables(connection)["web_sessions"]), opened | at)
        before = _rows(connection)["web_sessions"]
        command.upgrade(configuration(connection), "0019")
        rows = _rows(connection)
        (way,) = rows["session_ways"]
        assert (way["course_id"], way["scopes"]) == ("c", "read")
        assert way["session_hash"] == rows["web_sessions"][0]["token_hash"]
        command.downgrade(configuration(connection), "0018")

        assert _rows(connection)["web_sessions"] == before
    database.close()

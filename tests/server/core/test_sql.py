"""Rows as models that nobody watches: read as they are, written at once."""

from collections.abc import Iterator

import pytest
from sqlalchemy import BigInteger, bindparam, cast, func, select, update
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError
from sqlalchemy.orm import aliased

from server.core import sql
from server.core.clock import now
from server.core.database import Database, open_database
from server.core.models import AuditEvent, Person

_other = aliased(Person)
_PAIRS = (
    select(Person, _other, _other.name)
    .join(_other, _other.email != Person.email)
    .where(Person.name == bindparam("called"))
)
_BY_NAME = select(Person).where(Person.name == bindparam("called"))
_RENAME = update(Person).where(Person.name == bindparam("called")).values(name=bindparam("new"))


def person(id_: str, name: str) -> Person:
    return Person(id=id_, name=name, email=f"{id_}@x", is_admin=id_ == "2", created_at=now())


@pytest.fixture
def database(migrated_url: str) -> Iterator[Database]:
    opened = open_database(migrated_url)
    yield opened
    opened.close()


def test_a_row_is_read_as_the_models_that_the_statement_names(database: Database) -> None:
    one, two = person("1", "momo"), person("2", "kiki")
    database.write(lambda session: sql.insert(session, one))
    database.write(lambda session: sql.insert(session, two))

    with database.read() as session:
        ((momo, kiki, name),) = sql.read(session, _PAIRS, {"called": "momo"})

    assert (momo.id, momo.is_admin, momo.created_at) == ("1", False, one.created_at)
    assert (kiki.id, kiki.is_admin, name) == ("2", True, "kiki")


def test_what_is_changed_of_a_model_that_was_read_is_not_written(database: Database) -> None:
    database.write(lambda session: sql.insert(session, person("1", "momo")))

    def change(session) -> None:
        ((found,),) = sql.read(session, _BY_NAME, {"called": "momo"})
        found.name = "kiki"
        session.flush()

    database.write(change)
    with database.read() as session:
        assert sql.read_one(session, _BY_NAME, {"called": "kiki"}) is None
        assert sql.read_one(session, _BY_NAME, {"called": "momo"}) is not None


def test_what_the_session_holds_back_is_written_before_it_reads(database: Database) -> None:
    def work(session) -> list[int]:
        session.add(person("1", "momo"))
        return [
            len(sql.read(session, _BY_NAME, {"called": "momo"})),
            sql.write(session, _RENAME, {"called": "momo", "new": "kiki"}),
            sql.write(session, _RENAME, {"called": "momo", "new": "kiki"}),
        ]

    assert database.write(work) == [1, 1, 0]


def test_a_row_is_put_in_the_place_of_the_one_with_its_key(database: Database) -> None:
    for name in ("momo", "kiki"):
        database.write(lambda session, name=name: sql.put(session, person("1", name)))

    with database.read() as session:
        assert [row.name for row in session.scalars(select(Person))] == ["kiki"]


def test_on_sqlite_long_json_that_is_read_again_is_decoded_once(database: Database) -> None:
    told = {"short": "x", "long": "x" * 300}
    for name, text in told.items():
        event = AuditEvent(
            id=name, at=now(), actor_id=None, action="test", subject=name, detail={"text": text}
        )
        database.write(sql.insert, event)
    asked = select(AuditEvent.detail).where(AuditEvent.id == bindparam("called"))

    for name, text in told.items():
        with database.read() as session:
            first, second = (sql.read_one(session, asked, {"called": name}) for _ in range(2))
        assert first is not None
        assert second is not None
        assert first[0] == second[0] == {"text": text}
        is_kept = name == "long" and database.engine.dialect.name == "sqlite"
        assert (first[0] is second[0]) == is_kept


def test_a_row_that_cannot_be_read_raises_as_sqlalchemy_does(database: Database) -> None:
    """On SQLite while the second row is looked for, on PostgreSQL at once."""
    for number, name in enumerate(("1", str(-(2**63)))):
        database.write(sql.insert, person(str(number), name))
    size = select(func.abs(cast(Person.name, BigInteger))).order_by(Person.id)
    statement = size.where(Person.email != bindparam("other"))
    with database.read() as session, pytest.raises(DBAPIError):
        sql.read(session, statement, {"other": ""})


def test_a_value_that_nobody_gives_is_not_taken_for_none(database: Database) -> None:
    with database.read() as session, pytest.raises((KeyError, StatementError)):
        sql.read(session, _BY_NAME, {"caled": "momo"})


def test_what_the_database_refuses_raises_as_sqlalchemy_does(database: Database) -> None:
    database.write(lambda session: sql.insert(session, person("1", "momo")))
    with pytest.raises(IntegrityError) as refused:
        database.write(lambda session: sql.insert(session, person("1", "kiki")))
    assert refused.value.hide_parameters
    assert "kiki" not in str(refused.value)

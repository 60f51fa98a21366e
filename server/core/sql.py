"""Rows as models without the machinery that watches models for changes, which costs most of a read.

What every upload asks is read and written so, by statements that are built once. The models are
detached: what is changed of them is never written.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, TypeVarTuple, cast

from sqlalchemy import Connection, Insert, Select, Table, UpdateBase, inspect
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapper, Session
from sqlalchemy.orm.attributes import instance_state, manager_of_class
from sqlalchemy.orm.util import AliasedInsp

from server.core.models import Base
from server.core.prepared import prepared

Ts = TypeVarTuple("Ts")
_Take = Callable[[Iterator[Any]], Any]


def read(
    session: Session, statement: Select[*Ts], asked: Mapping[str, object]
) -> Sequence[tuple[*Ts]]:
    """The rows of a statement of this process, with detached models where it names models.

    What the session has not written yet is written first, as far as it would do that itself.
    """
    if session.autoflush:
        session.flush()
    plain, takes = _plain(statement)
    connection = session.connection()
    quick = prepared(connection, plain)
    found: Sequence[Sequence[Any]] = (
        connection.execute(plain, asked).all() if quick is None else quick.rows(connection, asked)
    )
    if takes is None:
        return cast("Sequence[tuple[*Ts]]", found)
    return [cast("tuple[*Ts]", _row(iter(row), takes)) for row in found]


def read_one(
    session: Session, statement: Select[*Ts], asked: Mapping[str, object]
) -> tuple[*Ts] | None:
    """The only row of a statement, or the first; None where there is none."""
    rows = read(session, statement, asked)
    return rows[0] if rows else None


def locks_rows(session: Session) -> bool:
    """Whether rows have to be locked against others who write; SQLite has one writer as it is."""
    return session.connection().dialect.name != "sqlite"


def lock(session: Session, statement: Select[*Ts], asked: Mapping[str, object]) -> None:
    """Lock the rows of a statement until the transaction ends, where that is needed."""
    if locks_rows(session):
        read(session, statement, asked)


def write(session: Session, statement: UpdateBase, asked: Mapping[str, object]) -> int:
    """How many rows a statement of this process has changed."""
    session.flush()
    return _change(session.connection(), statement, asked)


def insert(session: Session, model: Base) -> None:
    """Write a model as a new row at once. The session does not know it."""
    session.flush()
    _change(session.connection(), _insert(type(model)), _values(model))


def put(session: Session, model: Base) -> None:
    """Write a model in the place of the row with its key, or as a new one."""
    session.flush()
    connection = session.connection()
    _change(connection, _upsert(type(model), connection.dialect.name), _values(model))


def _change(connection: Connection, statement: UpdateBase, asked: Mapping[str, object]) -> int:
    if (quick := prepared(connection, statement, frozenset(asked))) is not None:
        return quick.change(connection, asked)
    return connection.execute(statement, asked).rowcount


def _row(values: Iterator[Any], takes: Sequence[_Take]) -> tuple[Any, ...]:
    return tuple([take(values) for take in takes])


@cache
def _plain(statement: Select[*tuple[Any, ...]]) -> tuple[Select[Any], Sequence[_Take] | None]:
    """A statement that asks for columns alone, and what makes models of them; None if unneeded."""
    columns: list[Any] = []
    takes: list[_Take] = []
    for described in statement.column_descriptions:
        found = inspect(described["expr"], raiseerr=False)
        if isinstance(found, Mapper | AliasedInsp):
            names = [each.key for each in found.mapper.column_attrs]
            columns += [getattr(described["expr"], name) for name in names]
            takes.append(_taking(found.mapper, names))
        else:
            columns.append(described["expr"])
            takes.append(next)
    labelled = [column.label(f"_{number}") for number, column in enumerate(columns)]
    plain = statement.with_only_columns(*labelled, maintain_column_froms=True)
    return plain, None if all(take is next for take in takes) else takes


def _taking(mapper: Mapper[Any], names: Sequence[str]) -> _Take:
    manager, size = manager_of_class(mapper.class_), len(names)
    keys = [names.index(mapper.get_property_by_column(key).key) for key in mapper.primary_key]

    def take(values: Iterator[Any]) -> Any:
        row = [next(values) for _ in range(size)]
        model = manager.new_instance()
        model.__dict__.update(zip(names, row, strict=True))
        identity = tuple([row[key] for key in keys])
        instance_state(model).key = (mapper.class_, identity, None)
        return model

    return take


@cache
def _insert(model: type[Base]) -> Insert:
    return cast("Table", model.__table__).insert()


@cache
def _upsert(model: type[Base], dialect: str) -> Insert:
    build = sqlite.insert if dialect == "sqlite" else postgresql.insert
    adding = build(cast("Table", model.__table__))
    keys = inspect(model).primary_key
    names = {column.key for column in keys}
    new = {column.key: column for column in adding.excluded if column.key not in names}
    return adding.on_conflict_do_update(index_elements=keys, set_=new)


def _values(model: Base) -> dict[str, Any]:
    return {name: getattr(model, name) for name in _columns(type(model))}


@cache
def _columns(model: type[Base]) -> frozenset[str]:
    return frozenset(each.key for each in inspect(model).column_attrs)

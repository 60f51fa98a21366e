"""Rows as models without the machinery that watches models for changes, which costs most of a read.

What every upload asks is read and written so, by statements that are built once. The models are
detached: what is changed of them is never written.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, TypeVarTuple, cast

from sqlalchemy import Insert, Select, Table, Update, UpdateBase, bindparam, inspect
from sqlalchemy.orm import Mapper, Session
from sqlalchemy.orm.attributes import instance_state, manager_of_class
from sqlalchemy.orm.util import AliasedInsp

from server.core.models import Base

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
    found = session.connection().execute(plain, asked).all()
    if takes is None:
        return cast("Sequence[tuple[*Ts]]", found)
    return [cast("tuple[*Ts]", _row(iter(row), takes)) for row in found]


def read_one(
    session: Session, statement: Select[*Ts], asked: Mapping[str, object]
) -> tuple[*Ts] | None:
    """The only row of a statement, or the first; None where there is none."""
    rows = read(session, statement, asked)
    return rows[0] if rows else None


def write(session: Session, statement: UpdateBase, asked: Mapping[str, object]) -> int:
    """How many rows a statement of this process has changed."""
    session.flush()
    return session.connection().execute(statement, asked).rowcount


def insert(session: Session, model: Base) -> None:
    """Write a model as a new row at once. The session does not know it."""
    session.flush()
    session.connection().execute(_insert(type(model)), _values(model))


def put(session: Session, model: Base) -> None:
    """Write a model in the place of the row with its key, or as a new one.

    The caller has locked what keeps others from doing the same.
    """
    session.flush()
    if not session.connection().execute(_update(type(model)), _keyed(model)).rowcount:
        insert(session, model)


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
def _update(model: type[Base]) -> Update:
    keys = inspect(model).primary_key
    table = cast("Table", model.__table__)
    return table.update().where(*(column == bindparam(f"_{column.key}") for column in keys))


def _keyed(model: Base) -> dict[str, Any]:
    values = _values(model)
    keys = {column.key for column in inspect(type(model)).primary_key}
    return {f"_{name}" if name in keys else name: value for name, value in values.items()}


def _values(model: Base) -> dict[str, Any]:
    return {name: getattr(model, name) for name in _names(type(model))}


@cache
def _names(model: type[Base]) -> Sequence[str]:
    return [each.key for each in inspect(model).column_attrs]

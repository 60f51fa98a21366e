"""Statements of this process as SQLite takes them: compiled once, run on its driver directly.

What SQLAlchemy does around each statement costs many times what SQLite takes for it, and a short
transaction has dozens. Types and errors are SQLAlchemy's all the same.
"""

import json
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, cast

from sqlalchemy import Connection, Select, UpdateBase
from sqlalchemy.dialects.sqlite import dialect as sqlite_dialect
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

_Process = Callable[[Any], Any] | None
_SHORTEST, _LONGEST = 200, 16_000  # characters of JSON that are kept decoded


def _decode(text: str) -> Any:
    """What JSON says. What is read again and again, such as a definition, is decoded once.

    Nobody changes it: what a statement read is never written.
    """
    return _decoded(text) if _SHORTEST <= len(text) <= _LONGEST else json.loads(text)


@lru_cache(128)
def _decoded(text: str) -> Any:
    return json.loads(text)


_DIALECT: Dialect = sqlite_dialect(json_deserializer=_decode)


@dataclass(frozen=True)
class _Value:
    """A value of a statement: what is asked under its name, or else its own.

    is_asked: whether it has none of its own.
    """

    name: str
    own: Any
    is_asked: bool
    process: _Process

    def of(self, asked: Mapping[str, object]) -> Any:
        value = asked[self.name] if self.is_asked else asked.get(self.name, self.own)
        return value if self.process is None else self.process(value)


@dataclass(frozen=True)
class Prepared:
    """A statement as text. values: in the order of its marks. columns: of those that need it."""

    text: str
    values: Sequence[_Value]
    columns: Sequence[tuple[int, Callable[[Any], Any]]] = ()

    def change(self, connection: Connection, asked: Mapping[str, object]) -> int:
        """How many rows it has changed. Raises as SQLAlchemy, KeyError for what is not asked."""
        return self._run(connection, asked)[0]

    def rows(self, connection: Connection, asked: Mapping[str, object]) -> list[Sequence[Any]]:
        """What it finds, with values as their types have them. Raises as `change`."""
        _, found = self._run(connection, asked)
        return [self._row(row) for row in found] if self.columns else found

    def _run(
        self, connection: Connection, asked: Mapping[str, object]
    ) -> tuple[int, list[Sequence[Any]]]:
        """How many rows it has changed, and all that it finds."""
        return run_plain(connection, self.text, [value.of(asked) for value in self.values])

    def _row(self, row: Sequence[Any]) -> Sequence[Any]:
        values = list(row)
        for place, process in self.columns:
            values[place] = process(values[place])
        return values


def run_plain(
    connection: Connection, text: str, values: Sequence[Any] = ()
) -> tuple[int, list[Sequence[Any]]]:
    """How many rows a statement of SQLite's has changed, and all that it finds.

    Raises DBAPIError, as SQLAlchemy does.
    """
    driver = cast("sqlite3.Connection", connection.connection.driver_connection)
    try:
        cursor = driver.execute(text, values)
        return cursor.rowcount, cursor.fetchall()  # most rows are looked for now: it may fail
    except sqlite3.Error as error:
        raise DBAPIError.instance(
            text, values, error, sqlite3.Error, hide_parameters=True, dialect=_DIALECT
        ) from error


def prepared(
    connection: Connection, statement: Select[Any] | UpdateBase, named: frozenset[str] | None = None
) -> Prepared | None:
    """A statement for this connection, if it is to SQLite; None where SQLAlchemy is to run it.

    named: the columns that an insert or update sets; None for those that it says itself.
    """
    return _prepare(statement, named) if connection.dialect.name == "sqlite" else None


@cache
def _prepare(statement: Select[Any] | UpdateBase, named: frozenset[str] | None) -> Prepared | None:
    keys = None if named is None else sorted(named)
    compiled = statement.compile(dialect=_DIALECT, column_keys=keys)
    assert isinstance(compiled, SQLCompiler)
    binds = [compiled.binds[name] for name in compiled.positiontup or ()]
    if any(bind.expanding for bind in binds):  # `IN`: as many marks as there are values
        return None
    values = [
        _Value(bind.key, bind.effective_value, bind.required, _to_driver(bind.type))
        for bind in binds
    ]
    columns = statement.selected_columns if isinstance(statement, Select) else ()
    found = ((place, _from_driver(column.type)) for place, column in enumerate(columns))
    return Prepared(compiled.string, values, [(n, each) for n, each in found if each is not None])


def _to_driver(type_: TypeEngine[Any]) -> _Process:
    return type_.dialect_impl(_DIALECT).bind_processor(_DIALECT)


def _from_driver(type_: TypeEngine[Any]) -> _Process:
    return type_.dialect_impl(_DIALECT).result_processor(_DIALECT, None)

"""A document as the text of a TOML file: what `tomllib` reads from it is the document again."""

import datetime as dt
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def toml_text(document: Mapping[str, Any]) -> str:
    """The text, keys in their order, tables after the plain values around them.

    Values are texts, booleans, finite numbers, moments with an offset, and lists and tables of
    such. Raises TypeError for any other.
    """
    return "\n".join(_table(document, ())).strip("\n") + "\n"


def _table(table: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[str]:
    for key, value in table.items():
        if not _is_table(value):
            yield f"{_key(key)} = {_value(value)}"
    for key, value in table.items():
        if not _is_table(value):
            continue
        where = (*path, _key(key))
        heads = [("[", "]", value)] if isinstance(value, Mapping) else _each(value)
        for opening, closing, inner in heads:
            yield f"\n{opening}{'.'.join(where)}{closing}"
            yield from _table(inner, where)


def _each(tables: Sequence[Mapping[str, Any]]) -> list[tuple[str, str, Mapping[str, Any]]]:
    return [("[[", "]]", each) for each in tables]


def _is_table(value: Any) -> bool:
    """Whether a value needs a heading: a table, or a list that holds tables."""
    if isinstance(value, list | tuple):
        return any(isinstance(each, Mapping) for each in value)
    return isinstance(value, Mapping)


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else _text(key)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, dt.datetime):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_value, value))}]"
    raise TypeError(f"TOML has no place for a {type(value).__name__}")


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")

"""On which line of a TOML text each value stands.

tomllib tells the line of a syntax error but not of a value, and the TOML libraries that keep a
value's position would be one more dependency for this alone. tomllib itself decides here where
each statement ends, so strings, comments and escapes need no second grammar: a run of lines is a
statement when it parses, and a longer run is tried while it does not.
"""

import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

Location = tuple[str | int, ...]
_CLOSERS = ("]", '"""', "'''")  # one of them stands on the last line of any longer value


def value_lines(text: str) -> Mapping[Location, int]:
    """The 1-based first line of every key, table and array item of a valid TOML text.

    A location is the way to a value: names of keys, indices of arrays. The root, `()`, is line 1.
    """
    lines: dict[Location, int] = {(): 1}
    lengths: dict[Location, int] = {}
    table: Location = ()
    for first, statement, parsed in _statements(text):
        if not parsed:
            continue
        if statement.lstrip().startswith("["):
            table = _enter(parsed, lengths)
            _note(lines, table, first)
        else:
            for location, line in _values(parsed, statement):
                _note(lines, table + location, first + line)
    return lines


def nearest_line(lines: Mapping[Location, int], location: Location) -> int:
    """The line of a value, or of the table around it where the value itself is not there."""
    while location not in lines:
        location = location[:-1]
    return lines[location]


def unfinished_line(text: str) -> int:
    """The 1-based line after the last statement that ends, in a text whose last one does not."""
    line = 1
    for first, statement, _ in _statements(text):
        line = first + statement.count("\n") + 1
    return line


def first_deep_line(text: str, deepest: int) -> int:
    """The 1-based line of the first statement that nests deeper than that; 1 where none does."""
    deep = (first for first, _, parsed in _statements(text) if is_deeper(parsed, deepest))
    return next(deep, 1)


def is_deeper(value: Any, deepest: int) -> bool:
    """Whether tables and arrays nest deeper than that, without nesting as deep itself."""
    level = [value]
    for _ in range(deepest + 1):
        level = [inner for outer in level for inner in _children(outer)]
    return bool(level)


def _children(value: Any) -> Iterable[Any]:
    return value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()


def _note(lines: dict[Location, int], location: Location, line: int) -> None:
    """Record a value, and the tables around it where this is the first that is seen of them."""
    for depth in range(1, len(location) + 1):
        lines.setdefault(location[:depth], line)


def _parse(text: str) -> dict[str, Any] | None:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return None


def _statements(text: str) -> Iterator[tuple[int, str, dict[str, Any]]]:
    """Each header, key with its whole value, comment or empty line, as `_runs` gives them."""
    return _runs(text.replace("\r\n", "\n"), lambda run, _: _parse(run))


def _runs(
    text: str, parse: Callable[[str, int], dict[str, Any] | None]
) -> Iterator[tuple[int, str, dict[str, Any]]]:
    """The shortest runs of lines that parse: 1-based first line, text, value.

    parse: of a run and its first line; None while the run is not whole.
    """
    pending: list[str] = []
    for number, line in enumerate(text.split("\n"), start=1):
        pending.append(line)
        if len(pending) > 1 and not any(closer in line for closer in _CLOSERS):
            continue
        first, run = number - len(pending) + 1, "\n".join(pending)
        if (parsed := parse(run, first)) is None:
            continue
        yield first, run, parsed
        pending.clear()


def _enter(header: dict[str, Any], lengths: dict[Location, int]) -> Location:
    """The location that a header such as `[[tracks]]` or `[tracks.title]` opens.

    lengths: how many items each array of tables has so far; counts up for a new item.
    """
    location: Location = ()
    inner: Any = header
    while inner:
        if isinstance(inner, list):
            lengths[location] = lengths.get(location, 0) + 1
            return (*location, lengths[location] - 1)
        key, inner = next(iter(inner.items()))
        location = (*location, key)
        if isinstance(inner, dict) and location in lengths:
            location = (*location, lengths[location] - 1)
    return location


def _values(parsed: dict[str, Any], statement: str) -> Iterator[tuple[Location, int]]:
    """Every value under one key, and how many lines below the statement's first it starts."""
    starts = _item_starts(statement) if "\n" in statement else {}
    for location in _locations(parsed):
        index = next((step for step in location if isinstance(step, int)), None)
        yield location, 0 if index is None else starts.get(index, 0)


def _locations(value: dict[str, Any] | list[Any]) -> Iterator[Location]:
    items = enumerate(value) if isinstance(value, list) else value.items()
    for step, inner in items:
        yield (step,)
        if isinstance(inner, dict | list):
            yield from ((step, *rest) for rest in _locations(inner))


def _item_starts(statement: str) -> dict[int, int]:
    """For an array over several lines, the line of each item, zero-based in the statement."""
    starts: dict[int, int] = {}

    def items(run: str, first: int) -> dict[str, Any] | None:
        opened = run if first == 1 else f"x = [\n{run}"
        return _parse(f"{opened}\n]") or _parse(opened)

    for first, _, parsed in _runs(statement, items):
        for _ in range(_length(parsed)):
            starts[len(starts)] = first - 1
    return starts


def _length(value: Any) -> int:
    """The length of the array that a statement of one key holds, 0 where it holds no array."""
    while isinstance(value, dict) and value:
        value = next(iter(value.values()))
    return len(value) if isinstance(value, list) else 0

"""`assignment.toml` as a text: read into a `Definition`, or every mistake on its line."""

import datetime as dt
import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from grader.bundles import problems
from grader.bundles.toml_lines import (
    Location,
    first_deep_line,
    is_deeper,
    nearest_line,
    unfinished_line,
    value_lines,
)
from grader.definition.bundle import FILE_NAME
from grader.definition.definition import Definition
from grader.layers.trials.choices import KNOWN_LAYERS
from grader.problems import Problem, ProblemKind, Value

MAX_BYTES = 32_768
MAX_LINES = 1_000
_DEEPEST = 16
_LONG_NAME = re.compile(rf"(?<![\w\"'-])[\w\"'-]++(?:[ \t]*\.[ \t]*[\w\"'-]++){{{_DEEPEST},}}")
_SHOWN_CHARS = 60


@dataclass(frozen=True)
class DefinitionFile:
    """What was read: the raw document and its lines, and a definition where nothing is wrong.

    definition is None exactly when problems are given.
    """

    document: Mapping[str, Any]
    lines: Mapping[Location, int]
    definition: Definition | None
    problems: tuple[Problem, ...]

    def line(self, *location: str | int) -> int:
        """The line of a value, or of the table around it."""
        return nearest_line(self.lines, location)


def read_definition_in(root: Path) -> DefinitionFile:
    """The definition of a bundle's folder, as `read_definition` reads it."""
    try:
        with (root / FILE_NAME).open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return _unreadable(problems.DEFINITION_MISSING(file=FILE_NAME, line=1))
    return read_definition(content)


def read_definition(content: bytes) -> DefinitionFile:
    """The file as read, with every mistake of its values at once.

    Of a text that is not TOML only the first mistake is known.
    """
    try:
        document = _parse(content)
        _require_shallow(document, content.decode())
    except _NotTomlError as error:
        return _unreadable(error.problem)
    lines = value_lines(content.decode())
    try:
        values = _with_tuples(document)
        definition = Definition.model_validate(values, strict=True, context=KNOWN_LAYERS)
    except ValidationError as error:
        found = [_problem(detail, lines) for detail in _worth_telling(error)]
        return DefinitionFile(document, lines, None, tuple(sorted(found, key=_by_line)))
    return DefinitionFile(document, lines, definition, ())


def _unreadable(problem: Problem) -> DefinitionFile:
    return DefinitionFile({}, {(): 1}, None, (problem,))


class _NotTomlError(Exception):
    """The text is not TOML."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


def _parse(content: bytes) -> dict[str, Any]:
    if len(content) > MAX_BYTES or content.count(b"\n") > MAX_LINES:
        raise _NotTomlError(
            problems.DEFINITION_TOO_LONG(file=FILE_NAME, bytes=MAX_BYTES, lines=MAX_LINES, line=1)
        )
    try:
        text = content.decode()
        if long := _LONG_NAME.search(text):  # tomllib takes the square of its length
            raise _too_deep(text.count("\n", 0, long.start()) + 1)
        return tomllib.loads(text)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise _NotTomlError(
            problems.NOT_UTF8(file=FILE_NAME, byte=error.start + 1, line=line)
        ) from None
    except tomllib.TOMLDecodeError as error:
        raise _NotTomlError(_syntax_problem(str(error), content.decode())) from None
    except RecursionError:
        raise _too_deep(1) from None


def _require_shallow(document: Mapping[str, Any], text: str) -> None:
    """Raise _NotTomlError at the first statement that nests deeper than anything here is read."""
    if is_deeper(document, _DEEPEST):
        raise _too_deep(first_deep_line(text, _DEEPEST))


def _too_deep(line: int) -> _NotTomlError:
    return _NotTomlError(
        problems.TOML_SYNTAX(file=FILE_NAME, detail="Nested too deeply", line=line)
    )


def _syntax_problem(message: str, text: str) -> Problem:
    """The message of tomllib, its place taken out of the words and made the problem's line.

    Of a quote or bracket that never closes it says only that the text ended.
    """
    detail, _, place = message.rpartition(" (at ")
    at_line = re.match(r"line (\d+)", place)
    last_line = text.rstrip().count("\n") + 1
    line = int(at_line[1]) if at_line else min(unfinished_line(text), last_line)
    return problems.TOML_SYNTAX(file=FILE_NAME, detail=detail or message, line=line)


def _with_tuples(value: Any) -> Any:
    """The same with tuples for lists, as strict validation wants them."""
    if isinstance(value, dict):
        return {key: _with_tuples(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return tuple(_with_tuples(inner) for inner in value)
    return value


def _worth_telling(error: ValidationError) -> list[ErrorDetails]:
    """Without the complaint that a list is too short because of errors inside it."""
    details = error.errors(include_url=False)
    return [d for d in details if d["type"] != "too_short" or not d["input"]]


def _by_line(problem: Problem) -> int:
    return problem.line or 0


def _problem(detail: ErrorDetails, lines: Mapping[Location, int]) -> Problem:
    context: dict[str, Any] = detail.get("ctx", {})
    location: Location = tuple(context.get("at") or detail["loc"])
    values: dict[str, Value] = {name: v for name, v in context.items() if isinstance(v, str)}
    values |= {"file": FILE_NAME, "key": key_name(location), "got": _show(detail["input"])}
    values |= {"expected": expected} if (expected := _expected(detail["type"], context)) else {}
    line = nearest_line(lines, location)
    return Problem(code=_kind(detail).code, values=values, line=line)


def _kind(detail: ErrorDetails) -> ProblemKind:
    if detail["type"] == "datetime_type" and isinstance(detail["input"], dt.date):
        return problems.DATE_WITHOUT_OFFSET
    return _KINDS[detail["type"]]


def key_name(location: Location) -> str:
    """A location as people write it: `tracks[0].title.en`."""
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in location)
    return "".join(steps).lstrip(".")


def _expected(error_type: str, context: Mapping[str, Any]) -> str:
    """What the value should have been, as symbols that need no translation; else empty."""
    if error_type == "literal_error":
        return str(context["expected"]).replace(" or ", ", ").replace("'", '"')
    if error_type == "finite_number":
        return "< ∞"
    bounds = {"gt": ">", "ge": "≥", "le": "≤"}
    said = ((sign, context[name]) for name, sign in bounds.items() if name in context)
    # The bounds of a moment come as text.
    return ", ".join(f"{sign} {one if isinstance(one, str) else f'{one:g}'}" for sign, one in said)


def _show(value: Any) -> str:
    """A value of the file much as TOML writes it, cut where it is long."""
    if isinstance(value, dict | list | tuple):
        return "{ ... }" if isinstance(value, dict) else "[ ... ]"
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _SHOWN_CHARS else f"{text[:_SHOWN_CHARS]}…"


_KINDS: Mapping[str, ProblemKind] = {
    "missing": problems.KEY_MISSING,
    "extra_forbidden": problems.KEY_UNKNOWN,
    "string_type": problems.NOT_TEXT,
    "int_type": problems.NOT_WHOLE_NUMBER,
    "float_type": problems.NOT_NUMBER,
    "tuple_type": problems.NOT_LIST,
    "model_type": problems.NOT_TABLE,
    "dict_type": problems.NOT_TABLE,
    "literal_error": problems.NOT_ONE_OF,
    "greater_than": problems.OUT_OF_RANGE,
    "greater_than_equal": problems.OUT_OF_RANGE,
    "less_than_equal": problems.OUT_OF_RANGE,
    "finite_number": problems.OUT_OF_RANGE,
    "too_short": problems.LIST_EMPTY,
    "string_pattern_mismatch": problems.BAD_SLUG,
    "string_too_long": problems.BAD_SLUG,
    "datetime_type": problems.NOT_DATE,
    "timezone_aware": problems.DATE_WITHOUT_OFFSET,
    "dates_out_of_order": problems.DATES_OUT_OF_ORDER,
    "revealed_while_asked": problems.REVEALED_WHILE_ASKED,
    "results_held": problems.RESULTS_HELD,
    "text_missing": problems.TEXT_MISSING,
    "table_missing": problems.TABLE_MISSING,
    "table_surplus": problems.TABLE_SURPLUS,
    "duplicate": problems.DUPLICATE,
    "layer_choice": problems.LAYER_CHOICE,
    "program_data": problems.PROGRAM_DATA,
    "baseline_kind": problems.BASELINE_KIND,
    "baseline_track": problems.BASELINE_TRACK,
    "grades_key_missing": problems.GRADES_KEY_MISSING,
    "grades_key_surplus": problems.GRADES_KEY_SURPLUS,
    "grades_beyond": problems.GRADES_BEYOND,
    "grades_order": problems.GRADES_ORDER,
    "grades_score": problems.GRADES_SCORE,
    "grades_track": problems.GRADES_TRACK,
    "grades_baseline": problems.GRADES_BASELINE,
    "grades_rule_kind": problems.GRADES_RULE_KIND,
    "grades_private": problems.GRADES_PRIVATE,
    "late_days_missing": problems.LATE_DAYS_MISSING,
    "late_off_twice": problems.LATE_OFF_TWICE,
    "late_without_grades": problems.LATE_WITHOUT_GRADES,
    "ladder_metric": problems.LADDER_METRIC,
    "range_ends": problems.RANGE_ENDS,
    "secondary_many": problems.SECONDARY_MANY,
    "secondary_twice": problems.SECONDARY_TWICE,
    "secondary_not_shown": problems.SECONDARY_NOT_SHOWN,
    "secondary_family": problems.SECONDARY_FAMILY,
    "path_outside": problems.PATH_OUTSIDE,
    "starter_required": problems.STARTER_REQUIRED,
    "starter_private": problems.STARTER_PRIVATE,
}

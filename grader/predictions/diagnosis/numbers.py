"""Numbers as text: one strict grammar, and what is wrong with everything else.

Accepted are an optional sign, ASCII digits with at most one point, and an optional exponent:
``12``, ``-0.5``, ``.5``, ``1.5e-3``.
"""

import re

from grader.predictions.diagnosis.cell_problems import (
    AMBIGUOUS_NUMBER,
    CELL_TOO_LONG,
    DECIMAL_COMMA,
    DIGIT_GROUPING,
    EMPTY_CELL,
    INFINITE,
    MISSING_VALUE,
    NOT_A_NUMBER,
    NOT_ASCII_NUMBER,
    OUT_OF_RANGE,
    SURROUNDING_SPACE,
)
from grader.predictions.diagnosis.findings import Findings, excerpt
from grader.predictions.diagnosis.spellings import could_be_thousands, in_ascii, readings
from grader.problems import SHOWN_OF_A_CAUSE, ProblemKind

MAGNITUDE_LIMIT = 1e150  # errors and their squares stay finite, whatever the hidden labels are
CELL_LIMIT = 1000

_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_MISSING = frozenset({"nan", "na", "n/a", "#n/a", "<na>", "null", "none", "nat", "-nan", "+nan"})
_INFINITE = frozenset({"inf", "infinity", "∞"})


def parse_number(text: str) -> float | None:
    """The float64 nearest to `text`, or None where it is no number or beyond the limit."""
    if len(text) > CELL_LIMIT or not _NUMBER.fullmatch(text):
        return None
    value = float(text)
    return value if abs(value) <= MAGNITUDE_LIMIT else None


def read_number(text: str, findings: Findings, row: int, column: str) -> float | None:
    """The number in a cell, or None and a problem that says what is wrong with it."""
    value = parse_number(text)
    if value is None:
        kind, meant = _mistake(text)
        findings.add(
            kind,
            row=row,
            column=column,
            text=excerpt(text),
            suggestion=excerpt(meant[0]) if meant else "",
            length=len(text),
            limit=CELL_LIMIT if kind is CELL_TOO_LONG else f"{MAGNITUDE_LIMIT:g}",
            **({"other": meant[1]} if len(meant) > 1 else {}),
        )
    return value


def looks_like_number(text: str) -> bool:
    """Whether a cell begins as numbers do, right or wrong: then it is no column's name."""
    return bool(re.match(r"\s*[+\-−]?[.,]?\d", text))


class PointsInDoubt:
    """Numbers such as 1.500 in a file whose other numbers have points between thousands.

    Each is right by itself; together with the others it may be meant as 1500, and whoever mends
    only those has a wrong number. The first ones are kept, the rest counted.
    """

    def __init__(self) -> None:
        self._seen: list[tuple[int, str]] = []
        self._count = 0
        self._is_foreign = False

    def see(self, text: str, row: int, *, is_right: bool) -> None:
        """Look at a cell. is_right: whether it is a number by the grammar."""
        if not is_right:
            self._is_foreign |= any(reading.foreign for reading in readings(in_ascii(text)))
        elif could_be_thousands(text):
            self._count += 1
            if len(self._seen) < SHOWN_OF_A_CAUSE:
                self._seen.append((row, text))

    def report(self, findings: Findings, column: str) -> None:
        """Tell both readings of each, where the file writes numbers in the other way at all."""
        if not self._is_foreign:
            return
        for row, text in self._seen:
            first, second = (reading.number for reading in readings(text))
            values = {"text": text, "suggestion": first, "other": second}
            findings.add(AMBIGUOUS_NUMBER, row=row, column=column, **values)
        findings.count(AMBIGUOUS_NUMBER, self._count - len(self._seen))


def _mistake(text: str) -> tuple[ProblemKind, tuple[str, ...]]:
    """What is wrong with a cell that is no number, and the numbers that it can mean."""
    stripped = text.strip()
    word = stripped.casefold()
    signs = (
        (CELL_TOO_LONG, len(text) > CELL_LIMIT),
        (EMPTY_CELL, not stripped),
        (MISSING_VALUE, word in _MISSING),
        (INFINITE, word.lstrip("+-") in _INFINITE),
        (SURROUNDING_SPACE, stripped != text),
        (OUT_OF_RANGE, _NUMBER.fullmatch(text)),
    )
    kind = next((kind for kind, shown in signs if shown), None)
    return (kind, ()) if kind else _spelling(text)


def _spelling(text: str) -> tuple[ProblemKind, tuple[str, ...]]:
    """The mistake in a number that people can read and the grammar cannot."""
    plain = in_ascii(text)
    if _NUMBER.fullmatch(plain):
        return NOT_ASCII_NUMBER, (plain,)
    match readings(plain):
        case ():
            return NOT_A_NUMBER, ()
        case (only,):
            is_comma = only.foreign and "," in plain
            return DECIMAL_COMMA if is_comma else DIGIT_GROUPING, (only.number,)
        case several:
            return AMBIGUOUS_NUMBER, tuple(reading.number for reading in several)

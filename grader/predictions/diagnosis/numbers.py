"""Numbers as text: one strict grammar, and what is wrong with everything else.

Accepted are an optional sign, ASCII digits with at most one point, and an optional exponent:
``12``, ``-0.5``, ``.5``, ``1.5e-3``.
"""

import re
import unicodedata

from grader.predictions.diagnosis.cell_problems import (
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
from grader.problems import ProblemKind

MAGNITUDE_LIMIT = 1e150  # errors and their squares stay finite, whatever the hidden labels are
CELL_LIMIT = 1000

_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_MISSING = frozenset({"nan", "na", "n/a", "#n/a", "<na>", "null", "none", "nat", "-nan", "+nan"})
_INFINITE = frozenset({"inf", "infinity", "∞"})
_MINUS_SIGNS = str.maketrans(dict.fromkeys("−‐‑‒–—ー", "-"))
_GROUPING = str.maketrans("", "", "_ '’\u00a0\u2009\u202f")


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
        kind, suggestion = _mistake(text)
        findings.add(
            kind,
            row=row,
            column=column,
            text=excerpt(text),
            suggestion=excerpt(suggestion),
            length=len(text),
            limit=CELL_LIMIT if kind is CELL_TOO_LONG else f"{MAGNITUDE_LIMIT:g}",
        )
    return value


def looks_like_number(text: str) -> bool:
    """Whether a cell begins as numbers do, right or wrong: then it is no column's name."""
    return bool(re.match(r"\s*[+\-−]?[.,]?\d", text))


def _mistake(text: str) -> tuple[ProblemKind, str]:
    """What is wrong with a cell that is no number, and how to write it instead."""
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
    return (kind, stripped) if kind else _spelling(text)


def _spelling(text: str) -> tuple[ProblemKind, str]:
    """The mistake in a number that people can read and the grammar cannot."""
    plain = unicodedata.normalize("NFKC", text).translate(_MINUS_SIGNS)
    candidates = (
        (NOT_ASCII_NUMBER, plain),
        (DECIMAL_COMMA, text.replace(",", ".")),
        (DIGIT_GROUPING, text.translate(_GROUPING)),
        (DIGIT_GROUPING, text.translate(_GROUPING).replace(",", "")),
    )
    for kind, suggestion in candidates:
        if _NUMBER.fullmatch(suggestion):
            return kind, suggestion
    return NOT_A_NUMBER, ""

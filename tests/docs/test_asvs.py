"""The table of the Application Security Verification Standard in `docs/security.md`."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# How many requirements of levels 1 and 2 each section of ASVS 5.0.0 begins with; those of level 3
# alone come behind them.
SECTIONS = {
    1: (2, 9, 11, 3, 2),
    2: (3, 3, 4, 1),
    3: (0, 2, 4, 6, 5, 0, 2),
    4: (3, 1, 2, 4),
    5: (1, 3, 2, 3),
    6: (3, 12, 4, 4, 5, 3, 0, 4),
    7: (3, 4, 2, 5, 2, 2),
    8: (2, 3, 1, 1),
    9: (3, 4),
    10: (2, 2, 4, 11, 5, 2, 3),
    11: (2, 3, 3, 4, 1, 1, 0),
    12: (3, 2, 4),
    13: (1, 5, 2, 5),
    14: (2, 4, 3),
    15: (3, 3, 7, 0),
    16: (1, 5, 4, 3, 3),
    17: (1, 4, 2),
}
_ROW = re.compile(r"^\| ([\d., -]+) \| ([a-z ]+) \| (.+?) \| (.*?) ?\|$", re.MULTILINE)


def rows() -> list[tuple[list[str], str, str, list[str]]]:
    """Requirements, state, words and tests of each row."""
    text = (ROOT / "docs" / "security.md").read_text("utf-8")
    return [
        (_numbers(said), state, words, re.findall(r"`(\w+)`", tests))
        for said, state, words, tests in _ROW.findall(text)
    ]


def _numbers(said: str) -> list[str]:
    """`10.3.1-10.3.3, 10.6.1` as four."""
    found = []
    for part in said.split(", "):
        first, _, last = part.partition("-")
        section, _, number = first.rpartition(".")
        until = int(last.rpartition(".")[2]) if last else int(number)
        found += [f"{section}.{each}" for each in range(int(number), until + 1)]
    return found


def test_every_requirement_of_level_two_stands_in_one_row() -> None:
    asked = [
        f"{chapter}.{section}.{number}"
        for chapter, sections in SECTIONS.items()
        for section, count in enumerate(sections, 1)
        for number in range(1, count + 1)
    ]
    assert len(asked) == 253
    assert sorted(number for numbers, *_ in rows() for number in numbers) == sorted(asked)


@pytest.fixture(scope="module")
def known() -> set[str]:
    """The names of all tests."""
    texts = (file.read_text("utf-8") for file in (ROOT / "tests").rglob("test_*.py"))
    return {name for text in texts for name in re.findall(r"def test_(\w+)\(", text)}


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[0][0])
def test_it_holds_by_tests_that_are_there_or_says_why_not(
    row: tuple[list[str], str, str, list[str]], known: set[str]
) -> None:
    _, state, words, tests = row
    assert words
    if state == "holds":
        assert tests
        assert set(tests) <= known
    else:
        assert state in ("deviation", "does not apply")
        assert tests == []

"""Numbers of the whole world: who follows a suggestion writes the number that was meant."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.predictions.diagnosis.diagnosis import diagnose
from grader.predictions.diagnosis.findings import InvalidFileError
from grader.predictions.diagnosis.spellings import in_ascii, readings
from grader.predictions.labels import HiddenLabels
from grader.problems import SHOWN_OF_A_CAUSE, Problem
from tests.examples import examples


def by_thousands(digits: str, mark: str) -> str:
    head = len(digits) % 3 or 3
    groups = [digits[:head], *(digits[i : i + 3] for i in range(head, len(digits), 3))]
    return mark.join(groups)


def by_lakhs(digits: str) -> str:
    if len(digits) <= 3:
        return digits
    above, rest = digits[:-3], digits[-3:]
    head = len(above) % 2 or 2
    groups = [above[:head], *(above[i : i + 2] for i in range(head, len(above), 2)), rest]
    return ",".join(groups)


Style = tuple[Callable[[str], str], str]  # of the whole part, and what stands before decimals
STYLES: dict[str, Style] = {
    "plain": (str, "."),
    "comma": (str, ","),
    "English": (lambda whole: by_thousands(whole, ","), "."),
    "German": (lambda whole: by_thousands(whole, "."), ","),
    "French": (lambda whole: by_thousands(whole, "\u202f"), ","),
    "with spaces": (lambda whole: by_thousands(whole, " "), ","),
    "SI": (lambda whole: by_thousands(whole, "\u2009"), "."),
    "Swiss": (lambda whole: by_thousands(whole, "’"), "."),
    "Swiss of a keyboard": (lambda whole: by_thousands(whole, "'"), ","),
    "Indian": (by_lakhs, "."),
    "Python": (lambda whole: by_thousands(whole, "_"), "."),
}
WHOLES = st.one_of(st.integers(0, 9), st.integers(100, 9999), st.integers(0, 10**12)).map(str)
FRACTIONS = st.one_of(
    st.just(""),
    st.from_regex(r"[0-9]{3}", fullmatch=True),
    st.from_regex(r"[0-9]{1,6}", fullmatch=True),
)
NUMBERS = st.tuples(st.sampled_from(["", "-"]), WHOLES, FRACTIONS)


def write(number: tuple[str, str, str], style: str) -> str:
    sign, whole, fraction = number
    group, mark = STYLES[style]
    return sign + group(whole) + (mark + fraction if fraction else "")


def value_of(number: tuple[str, str, str]) -> float:
    sign, whole, fraction = number
    return float(f"{sign}{whole}.{fraction or '0'}")


def problems_of(texts: list[str], quoted: bool) -> dict[int, Problem]:
    """The problems of a file of these numbers, by row; ids are far from any of the numbers."""
    ids = tuple(f"row-{i}" for i in range(len(texts)))
    labels = HiddenLabels(ids, np.zeros(len(ids)), np.ones(len(ids), dtype=np.bool_))
    lines = [
        f'{id_},"{text}"' if quoted else f"{id_};{text}"
        for id_, text in zip(ids, texts, strict=True)
    ]
    header = "id,prediction" if quoted else "id;prediction"
    try:
        diagnose("\n".join([header, *lines]).encode(), labels)
    except InvalidFileError as error:
        return {problem.row: problem for problem in error.problems if problem.row}
    return {}


def suggested(problem: Problem) -> set[float]:
    given = {problem.values.get("suggestion"), problem.values.get("other")} - {None, ""}
    return set(map(float, given))


@given(
    st.lists(st.tuples(NUMBERS, st.sampled_from([*STYLES])), min_size=1, max_size=8), st.booleans()
)
@settings(max_examples=examples(300))
def test_of_numbers_in_any_ways_every_suggestion_is_what_was_meant_or_both_are_said(
    written: list[tuple[tuple[str, str, str], str]], quoted: bool
) -> None:
    found = problems_of([write(*one) for one in written], quoted)
    for row, (number, _) in enumerate(written, 2):
        if row in found and (numbers := suggested(found[row])):
            assert value_of(number) in numbers


@given(st.lists(NUMBERS, min_size=1, max_size=SHOWN_OF_A_CAUSE), st.sampled_from([*STYLES]))
@settings(max_examples=examples(300))
def test_in_a_file_of_one_way_no_number_that_means_another_is_passed_over(
    numbers: list[tuple[str, str, str]], style: str
) -> None:
    """A refused file is mended row by row; rows of which nothing is said stay as they are.

    Of one cause as many rows are listed as the file has here.
    """
    texts = [write(number, style) for number in numbers]
    found = problems_of(texts, quoted=True)
    if not found:
        return  # nobody can know, or nothing is wrong
    for row, (number, text) in enumerate(zip(numbers, texts, strict=True), 2):
        if row not in found:
            assert float(text) == value_of(number)
        else:
            assert value_of(number) in suggested(found[row])


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("1.234,50", ["1234.50"]),
        ("1,234.50", ["1234.50"]),
        ("1,500", ["1.500", "1500"]),
        ("1.500", ["1.500", "1500"]),
        ("0,500", ["0.500"]),
        ("1 500,5", ["1500.5"]),
        ("1'234'567.8", ["1234567.8"]),
        ("1.234.567", ["1234567"]),
        ("12,34,567.8", ["1234567.8"]),
        ("1,50,000", ["150000"]),
        ("-1,5e3", ["-1.5e3"]),
        (",5", ["0.5"]),
        ("１，５００", ["1.500", "1500"]),
        ("1_0", ["10"]),
        ("1 5", []),
        ("1,2,3", []),
        ("1.2.3", []),
        ("12,34,5", []),
        ("1,234 567", []),
        ("1.234,567.8", []),
        ("1²", []),
    ],
)
def test_what_a_text_can_mean(text: str, meant: list[str]) -> None:
    assert [reading.number for reading in readings(in_ascii(text))] == meant


def test_a_thousand_is_asked_about_where_the_file_has_points_between_thousands() -> None:
    """1.500 is right by itself; beside 1.234,50 it may well be 1500."""
    assert problems_of(["1.500", "12.5"], quoted=True) == {}
    found = problems_of(["1.500", "1.234,50", "0.500"], quoted=True)
    assert {row: problem.code for row, problem in found.items()} == {
        2: "ambiguous_number",
        3: "decimal_comma",
    }
    assert suggested(found[2]) == {1.5, 1500.0}

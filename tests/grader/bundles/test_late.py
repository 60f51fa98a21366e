"""`[late]`: which keys go together, until when files are taken, and what lint says of it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from grader import Definition, Late
from grader.bundles import lint_problems, problems
from grader.bundles.definition_file import read_definition
from grader.bundles.folder import open_folder
from grader.bundles.lint import lint
from grader.catalogue import PROBLEM_KINDS
from grader.definition.bundle import Bundle
from grader.definition.parts import Part, changed_parts, grading_sha256, parts_of
from grader.problems import Catalogue, ProblemKind
from languages import LOCALES

DAY, GRACE = timedelta(days=1), timedelta(minutes=10)
LATE = "\n[late]\ngrace_minutes = 10\n"
GRADES = '\n[grades]\npoints = 20\ntrack = "restricted"\nrule = "linear"\nstart = 9\nfull = 4.5\n'
BEFORE = datetime(2027, 1, 1, tzinfo=UTC)
REVEAL = "reveal_at = 2027-07-27T12:00:00+09:00\n"
Make = Callable[..., Path]


def read(text: str) -> Definition:
    found = read_definition(text.encode())
    assert found.problems == ()
    assert found.definition is not None
    return found.definition


@pytest.mark.parametrize(
    ("text", "kind", "key"),
    [
        ("purse = 3\n", problems.LATE_DAYS_MISSING, "late.purse"),
        ("points_off = 2\n", problems.LATE_DAYS_MISSING, "late.points_off"),
        (
            f"most_days = 2\npoints_off = 2\npercent_off = 5\n{GRADES}",
            problems.LATE_OFF_TWICE,
            "late.percent_off",
        ),
        ("most_days = 2\npercent_off = 5\n", problems.LATE_WITHOUT_GRADES, "late.percent_off"),
        ("most_days = -1\n", problems.OUT_OF_RANGE, "late.most_days"),
        ("days = 1\n", problems.KEY_UNKNOWN, "late.days"),
    ],
)
def test_keys_that_mean_nothing_are_told_with_their_line(
    good_definition: str, text: str, kind: ProblemKind, key: str
) -> None:
    (problem,) = read_definition((good_definition + LATE + text).encode()).problems
    assert problem.code == kind.code
    assert problem.values["key"] == key
    assert problem.line is not None
    catalogue = Catalogue.of(PROBLEM_KINDS)
    for locale in LOCALES:
        assert catalogue.explain(problem, locale).message


def test_files_are_taken_until_the_last_late_day_has_had_its_grace(good_definition: str) -> None:
    definition = read(good_definition.replace(REVEAL, "") + LATE + "most_days = 2\n")
    for track in definition.tracks:
        dates = definition.dates(track.slug)
        assert dates.closes_at is not None
        assert dates.ends_at == dates.asked_until == dates.closes_at + 2 * DAY + GRACE
    plain = read(good_definition).dates("restricted")
    assert (plain.late_until, plain.ends_at) == (None, plain.closes_at)


def test_none_are_taken_past_the_reveal_of_any_track(
    make_bundle: Make, good_definition: str
) -> None:
    text = good_definition + LATE + "most_days = 2\n"
    definition = read(text)
    dates = definition.dates("restricted")
    assert dates.ends_at == dates.asked_until == dates.reveal_at
    found = lint(make_bundle(text), BEFORE).warnings
    assert {problem.code for problem in found} == {lint_problems.LATE_UNTIL_REVEAL.code}
    assert all(problem.line is not None for problem in found)
    own = 'proof = "claimed"\n'
    apart = good_definition.replace(REVEAL, "").replace(own, own + REVEAL)
    definition = read(apart + LATE + "most_days = 2\n")
    reveal = definition.dates("restricted").reveal_at
    assert reveal is not None
    assert {definition.dates(track.slug).ends_at for track in definition.tracks} == {reveal}


def test_a_track_that_never_closes_has_no_late_files(
    make_bundle: Make, good_definition: str
) -> None:
    closes = next(line for line in good_definition.splitlines() if line.startswith("closes_at"))
    text = good_definition.replace(REVEAL, "").replace(closes + "\n", "") + LATE
    codes = {problem.code for problem in lint(make_bundle(text), BEFORE).warnings}
    assert lint_problems.LATE_WITHOUT_DEADLINE.code in codes


def test_a_late_day_begins_when_the_grace_of_the_one_before_is_over() -> None:
    late, closes_at = Late(grace_minutes=10, most_days=2), datetime(2027, 1, 1, tzinfo=UTC)
    tick = timedelta(microseconds=1)
    moments = (GRACE, GRACE + tick, DAY + GRACE, DAY + GRACE + tick, 2 * DAY + GRACE)
    days = [late.days(closes_at, closes_at + after) for after in (-DAY, timedelta(), *moments)]
    assert days == [0, 0, 0, 1, 1, 2, 2]
    assert late.days(None, closes_at) == 0


def test_days_take_off_points_or_per_cent_and_never_below_nothing() -> None:
    assert Late(most_days=3, points_off=4).take_off(10, 2) == 2
    assert Late(most_days=3, points_off=4).take_off(10, 3) == 0
    assert Late(most_days=3, percent_off=10).take_off(10, 3) == 7
    assert Late(most_days=3).take_off(10, 3) == 10


def test_it_is_a_part_of_its_own_that_grades_nothing(
    make_bundle: Make, good_definition: str
) -> None:
    bundles: list[Bundle] = [
        open_folder(make_bundle(text, name=name))
        for name, text in (("one", good_definition), ("two", good_definition + LATE))
    ]
    before, after = (parts_of(bundle) for bundle in bundles)
    assert changed_parts(before, after) == (Part.LATE,)
    assert grading_sha256(before) == grading_sha256(after)

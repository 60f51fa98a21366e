"""Lint tells a teacher what a push would refuse, and what looks odd."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from grader import PROBLEM_KINDS
from grader.bundles import lint_problems, problems
from grader.bundles.lint import lint
from grader.problems import Catalogue

MakeBundle = Callable[..., Path]
BEFORE = dt.datetime(2027, 1, 1, tzinfo=dt.UTC)
AFTER = dt.datetime(2028, 1, 1, tzinfo=dt.UTC)
CATALOGUE = Catalogue.of(PROBLEM_KINDS)


def warned(folder: Path, now: dt.datetime = BEFORE) -> list[tuple[str, int | None]]:
    """Codes and lines of the warnings, none of which is an error."""
    result = lint(folder, now)
    assert result.errors == ()
    for problem in result.warnings:
        CATALOGUE.explain(problem, "ja")
    return [(problem.code, problem.line) for problem in result.warnings]


def test_a_good_bundle_gives_no_warning(make_bundle: MakeBundle) -> None:
    assert warned(make_bundle()) == []


def test_an_error_is_no_warning(make_bundle: MakeBundle) -> None:
    result = lint(make_bundle(files={"statement.en.md": None}), BEFORE)
    assert [problem.code for problem in result.errors] == [problems.FILE_MISSING.code]
    assert result.warnings == ()


def test_an_assignment_that_closed_is_noticed(make_bundle: MakeBundle) -> None:
    assert warned(make_bundle(), AFTER) == [(lint_problems.CLOSED_ALREADY.code, 6)]


def test_a_file_that_nothing_names_is_noticed_but_not_what_desktops_leave(
    make_bundle: MakeBundle,
) -> None:
    folder = make_bundle(files={"notes/todo.txt": "x", ".DS_Store": "x", "__pycache__/a.pyc": "x"})
    (problem,) = lint(folder, BEFORE).warnings
    assert problem.code == lint_problems.FILE_UNUSED.code
    assert problem.values == {"file": "notes/todo.txt"}


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ('title = { en = "Sums", ja = "和" }', 'title = { en = "Sums" }', 4),
        (', ja = "statement.ja.md"', "", 8),
        ('rules = { en = "NumPy only.", ja', "rules = { ja", 17),
        ('ja = "自由です。"\n', "", 23),
    ],
)
def test_a_missing_language_is_noticed(
    make_bundle: MakeBundle, good_definition: str, old: str, new: str, line: int
) -> None:
    assert old in good_definition
    folder = make_bundle(good_definition.replace(old, new))
    codes = [w for w in warned(folder) if w[0] != lint_problems.FILE_UNUSED.code]
    assert codes == [(lint_problems.LANGUAGE_MISSING.code, line)]


def test_parts_of_very_different_size_are_noticed(make_bundle: MakeBundle) -> None:
    labels = "".join(f"{i},{i % 2},public\n" for i in range(19)) + "19,1,private\n"
    sample = "id,prediction\n" + "".join(f"{i},0\n" for i in range(20))
    files = {"private/labels.csv": "id,label,part\n" + labels, "sample_submission.csv": sample}
    assert warned(make_bundle(files=files)) == [(lint_problems.PARTS_LOPSIDED.code, 34)]


def test_a_reveal_without_private_rows_is_noticed(make_bundle: MakeBundle) -> None:
    labels = "id,label\na,1\nb,2\nc,3\nd,4\n"
    folder = make_bundle(files={"private/labels.csv": labels})
    assert warned(folder) == [(lint_problems.NO_PRIVATE_ROWS.code, 7)]


def test_private_rows_without_a_reveal_are_noticed(
    make_bundle: MakeBundle, good_definition: str
) -> None:
    text = good_definition.replace("reveal_at = 2027-07-27T12:00:00+09:00", "")
    assert warned(make_bundle(text)) == [(lint_problems.NEVER_REVEALED.code, 1)]


@pytest.mark.parametrize(("decimals", "leaks"), [(0, False), (1, True), (4, True)])
def test_a_score_fine_enough_to_show_single_labels_is_noticed(
    make_bundle: MakeBundle, good_definition: str, decimals: int, leaks: bool
) -> None:
    """The two public labels are 1 and 3, of standard deviation 1: steps of 0.1 are too fine."""
    text = good_definition.replace("decimals = 0", f"decimals = {decimals}")
    assert warned(make_bundle(text)) == [(lint_problems.LABELS_CAN_LEAK.code, 35)] * leaks


def test_the_advice_on_decimals_would_end_the_warning(
    make_bundle: MakeBundle, good_definition: str
) -> None:
    rows = range(5_000)
    labels = "id,label\n" + "".join(f"{i},{i % 80}\n" for i in rows)
    sample = "id,prediction\n" + "".join(f"{i},0\n" for i in rows)
    files = {"private/labels.csv": labels, "sample_submission.csv": sample}
    text = good_definition.replace("reveal_at = 2027-07-27T12:00:00+09:00", "")
    fine = make_bundle(text.replace("decimals = 0", "decimals = 3"), files, name="fine")
    (problem,) = lint(fine, BEFORE).warnings
    assert problem.values["error"] == "5"
    assert problem.values["spread"] == "23.1"
    coarse = text.replace("decimals = 0", f"decimals = {problem.values['safe']}")
    assert problem.values["safe"] == 2
    assert warned(make_bundle(coarse, files, name="coarse")) == []

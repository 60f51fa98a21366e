"""Lint tells a teacher what a push would refuse, and what looks odd."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from grader import PROBLEM_KINDS
from grader.bundles import lint_problems, problems
from grader.bundles.lint import lint
from grader.bundles.source import named_paths, open_folder
from grader.metrics import METRICS
from grader.metrics import problems as metric_problems
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


def refused(folder: Path) -> list[tuple[str, int | None]]:
    """Codes and lines of the errors, all of which can be worded."""
    result = lint(folder, BEFORE)
    assert result.warnings == ()
    for problem in result.errors:
        CATALOGUE.explain(problem, "ja")
    return [(problem.code, problem.line) for problem in result.errors]


def metric_lines(text: str, *lines: str) -> str:
    """The definition with these lines after `decimals`, from line 36 on."""
    return text + "".join(f"{line}\n" for line in lines)


BINARY = {"private/labels.csv": "id,label,part\na,0,public\nb,1,private\nc,1,public\nd,0,private\n"}
REAL = {
    "private/labels.csv": "id,label,part\na,1.5,public\nb,-1,private\nc,1.5,public\nd,7,private\n"
}


@pytest.mark.parametrize("slug", sorted(METRICS))
def test_labels_that_suit_every_metric_are_no_error(
    make_bundle: MakeBundle, good_definition: str, slug: str
) -> None:
    assert warned(make_bundle(metric_lines(good_definition, f'metric = "{slug}"'), BINARY)) == []


@pytest.mark.parametrize(
    ("slug", "code"),
    [
        ("rmsle", metric_problems.LABEL_NOT_ABOVE_MINUS_ONE.code),
        ("r2", metric_problems.LABELS_CONSTANT.code),
        ("accuracy", metric_problems.LABEL_NOT_A_CLASS.code),
        ("macro_f1", metric_problems.LABEL_NOT_A_CLASS.code),
        ("log_loss", metric_problems.LABEL_NOT_BINARY.code),
        ("auc", metric_problems.LABEL_NOT_BINARY.code),
    ],
)
def test_labels_on_which_the_metric_is_undefined_are_an_error_on_its_line(
    make_bundle: MakeBundle, good_definition: str, slug: str, code: str
) -> None:
    text = metric_lines(good_definition, f'metric = "{slug}"')
    assert refused(make_bundle(text, REAL)) == [(code, 36)]


@pytest.mark.parametrize("slug", sorted(METRICS.keys() - {"mae"}))
def test_the_sum_about_single_labels_is_of_the_mean_absolute_error_alone(
    make_bundle: MakeBundle, good_definition: str, slug: str
) -> None:
    text = good_definition.replace("decimals = 0", "decimals = 17")
    assert warned(make_bundle(metric_lines(text, f'metric = "{slug}"'), BINARY)) == []


CUSTOM = ('metric = "custom"', 'metric_file = "private/metric.py"', 'better = "higher"')
METRIC = {"private/metric.py": "def score(predictions, labels):\n    return 1.0\n"}


def test_a_metric_of_its_own_is_part_of_the_bundle(
    make_bundle: MakeBundle, good_definition: str
) -> None:
    folder = make_bundle(metric_lines(good_definition, *CUSTOM), METRIC)
    assert warned(folder) == []
    bundle = open_folder(folder)
    assert "private/metric.py" in named_paths(bundle.definition)
    assert bundle.definition.prediction is not None
    assert bundle.definition.prediction.direction == "higher"
    (folder / "private/metric.py").write_text("def score(predictions, labels):\n    return 2.0\n")
    assert open_folder(folder).sha256 != bundle.sha256


@pytest.mark.parametrize("slug", sorted(METRICS))
def test_every_other_metric_knows_its_direction(
    make_bundle: MakeBundle, good_definition: str, slug: str
) -> None:
    definition = open_folder(
        make_bundle(metric_lines(good_definition, f'metric = "{slug}"'), BINARY)
    ).definition
    assert definition.prediction is not None
    assert definition.prediction.direction == METRICS[slug].better


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (None, problems.FILE_MISSING.code),
        ("def score(:", metric_problems.METRIC_FILE_REFUSED.code),
        ("def points(a, b): pass\n", metric_problems.METRIC_FILE_REFUSED.code),
    ],
)
def test_a_metric_file_that_cannot_score_is_an_error_on_its_line(
    make_bundle: MakeBundle, good_definition: str, content: str | None, code: str
) -> None:
    folder = make_bundle(metric_lines(good_definition, *CUSTOM), {"private/metric.py": content})
    assert refused(folder) == [(code, 37)]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (
            CUSTOM[:1],
            [(problems.KEY_MISSING.code, "metric_file"), (problems.KEY_MISSING.code, "better")],
        ),
        (CUSTOM[:2], [(problems.KEY_MISSING.code, "better")]),
        (
            CUSTOM[1:],
            [(problems.KEY_UNKNOWN.code, "metric_file"), (problems.KEY_UNKNOWN.code, "better")],
        ),
        ((*CUSTOM[:2], 'better = "bigger"'), [(problems.NOT_ONE_OF.code, "better")]),
        (('metric = "mse"',), [(problems.NOT_ONE_OF.code, "metric")]),
    ],
)
def test_a_custom_metric_has_a_file_and_a_direction_and_no_other_has(
    make_bundle: MakeBundle,
    good_definition: str,
    lines: tuple[str, ...],
    expected: list[tuple[str, str]],
) -> None:
    folder = make_bundle(metric_lines(good_definition, *lines), METRIC)
    found = [(p.code, p.values["key"]) for p in lint(folder, BEFORE).errors]
    assert sorted(found) == sorted((code, f"prediction.{key}") for code, key in expected)

"""Lint tells a teacher what a push would refuse, and what looks odd."""

import datetime as dt
import re
import shutil
from collections.abc import Callable, Collection
from pathlib import Path

import numpy as np
import pytest

from grader import PROBLEM_KINDS
from grader.bundles import lint_problems, named_file_problems, problems
from grader.bundles.folder import open_folder
from grader.bundles.lint import lint
from grader.definition.bundle import named_paths
from grader.leaks.law import gain
from grader.metrics import METRICS
from grader.metrics.classes import LABEL_NOT_A_CLASS
from grader.metrics.mape import LABEL_ZERO
from grader.metrics.probabilities import LABEL_NOT_BINARY
from grader.metrics.r2 import LABELS_CONSTANT
from grader.metrics.rmsle import LABEL_NOT_ABOVE_MINUS_ONE
from grader.problems import Catalogue
from grader.scoring import problems as metric_problems
from tests.grader.metrics.conftest import two_labels

MakeBundle = Callable[..., Path]
BEFORE = dt.datetime(2027, 1, 1, tzinfo=dt.UTC)
AFTER = dt.datetime(2028, 1, 1, tzinfo=dt.UTC)
CATALOGUE = Catalogue.of(PROBLEM_KINDS)


def warnings_of(folder: Path, now: dt.datetime = BEFORE) -> list[tuple[str, int | None]]:
    """Codes and lines of the warnings, none of which is an error."""
    result = lint(folder, now)
    assert result.errors == ()
    for problem in result.warnings:
        CATALOGUE.explain(problem, "ja")
    return [(problem.code, problem.line) for problem in result.warnings]


def test_a_good_bundle_gives_no_warning(make_bundle: MakeBundle) -> None:
    assert warnings_of(make_bundle()) == []


def test_an_error_is_no_warning(make_bundle: MakeBundle) -> None:
    result = lint(make_bundle(files={"statement.en.md": None}), BEFORE)
    assert [problem.code for problem in result.errors] == [named_file_problems.FILE_MISSING.code]
    assert result.warnings == ()


def test_an_assignment_that_closed_is_noticed(make_bundle: MakeBundle) -> None:
    assert warnings_of(make_bundle(), AFTER) == [(lint_problems.CLOSED_ALREADY.code, 6)]


def test_a_track_that_closed_or_is_never_revealed_is_noticed_by_its_own_dates(
    make_bundle: MakeBundle, good_definition: str
) -> None:
    reveal = "reveal_at = 2027-07-27T12:00:00+09:00\n"
    own = 'proof = "claimed"\n'
    closed = good_definition.replace(own, own + "closes_at = 2027-05-01T00:00:00+09:00\n")
    moved = good_definition.replace(reveal, "").replace(own, own + reveal)
    assert warnings_of(make_bundle(closed), dt.datetime(2027, 6, 1, tzinfo=dt.UTC)) == [
        (lint_problems.CLOSED_ALREADY.code, 19)
    ]
    assert lint_problems.NEVER_REVEALED.code not in {
        code for code, _ in warnings_of(make_bundle(moved, name="moved"))
    }


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
    missing = [
        problem.line
        for problem in lint(folder, BEFORE).warnings
        if problem.code == lint_problems.LANGUAGE_MISSING.code
        and problem.values["language"] in {"en", "ja"}
    ]
    assert missing == [line]


def test_parts_of_very_different_size_are_noticed(make_bundle: MakeBundle) -> None:
    labels = "".join(f"{i},{i % 2},public\n" for i in range(19)) + "19,1,private\n"
    sample = "id,prediction\n" + "".join(f"{i},0\n" for i in range(20))
    files = {"private/labels.csv": "id,label,part\n" + labels, "sample_submission.csv": sample}
    found = [w for w in warnings_of(make_bundle(files=files)) if w[0] not in LEAKS]
    assert found == [(lint_problems.PARTS_LOPSIDED.code, 34)]


def test_a_reveal_without_private_rows_is_noticed(make_bundle: MakeBundle) -> None:
    labels = "id,label\na,1\nb,2\nc,3\nd,4\n"
    folder = make_bundle(files={"private/labels.csv": labels})
    found = [w for w in warnings_of(folder) if w[0] not in LEAKS]
    assert found == [(lint_problems.NO_PRIVATE_ROWS.code, 7)]


def test_private_rows_without_a_reveal_are_noticed(
    make_bundle: MakeBundle, good_definition: str
) -> None:
    text = good_definition.replace("reveal_at = 2027-07-27T12:00:00+09:00", "")
    assert warnings_of(make_bundle(text)) == [(lint_problems.NEVER_REVEALED.code, 1)]


def rows_of(values: list[int]) -> dict[str, str]:
    """Files with these labels, all of them public."""
    labels = "id,label\n" + "".join(f"{i},{value}\n" for i, value in enumerate(values))
    sample = "id,prediction\n" + "".join(f"{i},0\n" for i in range(len(values)))
    return {"private/labels.csv": labels, "sample_submission.csv": sample}


COUNTS = rows_of([i * i % 83 for i in range(5_000)])
CLASSES = rows_of([i % 2 for i in range(12_000)])
FEW_CLASSES = rows_of([i % 2 for i in range(60)])
LEAKS = {
    lint_problems.LABELS_CAN_LEAK.code,
    lint_problems.LABELS_LEAK_ANYWAY.code,
    lint_problems.ANSWERS_LEAK.code,
    lint_problems.LADDER_LEAKS.code,
}


@pytest.fixture
def board(make_bundle: MakeBundle, good_definition: str) -> Callable[..., Path]:
    """Makes a bundle by its release, decimals, tries a day and labels, open for 107 days."""

    def make(release: str, decimals: int, per_day: int, files: dict[str, str], **more: str) -> Path:
        text = good_definition.replace("reveal_at = 2027-07-27T12:00:00+09:00", "")
        text = text.replace("decimals = 0", f'decimals = {decimals}\nrelease = "{release}"')
        text = text.replace("per_day = 5", f"per_day = {per_day}")
        text += "".join(f'{key} = "{value}"\n' for key, value in more.items())
        name = f"{release}-{decimals}-{per_day}-{len(files['private/labels.csv'])}"
        return make_bundle(text, files, name=name)

    return make


@pytest.mark.parametrize(
    ("release", "decimals", "per_day", "files", "line"),
    [
        ("exact", 4, 5, COUNTS, 35),  # one label is read off two scores
        ("exact", 0, 1, COUNTS, 33),  # no label, but many are guessed: 535 answers about 5,000
        ("exact", 0, 50, COUNTS, 35),  # many of those
        ("exact", 3, 5, CLASSES, 35),
        ("ladder", 4, 5, COUNTS, None),
        ("ladder", 4, 1_000, COUNTS, None),  # stairs run out, however many tries there are
        ("ladder", 4, 5, CLASSES, None),
        ("ladder", 4, 5, FEW_CLASSES, 28),  # 60 labels, two tracks, five people
    ],
)
def test_labels_that_can_be_identified_over_the_term_are_noticed(
    board: Callable[..., Path],
    release: str,
    decimals: int,
    per_day: int,
    files: dict[str, str],
    line: int | None,
) -> None:
    found = [w for w in warnings_of(board(release, decimals, per_day, files)) if w[0] in LEAKS]
    assert [where for _, where in found] == ([] if line is None else [line])


def test_accuracy_is_bounded_in_the_same_way(board: Callable[..., Path]) -> None:
    codes = [
        code
        for release in ("exact", "ladder")
        for code, _ in warnings_of(board(release, 4, 5, CLASSES, metric="accuracy"))
    ]
    assert codes == [lint_problems.LABELS_CAN_LEAK.code]


@pytest.mark.parametrize(("files", "keys"), [(COUNTS, ["release"]), (CLASSES, ["release"])])
def test_each_way_that_is_advised_is_enough_alone(
    board: Callable[..., Path], files: dict[str, str], keys: list[str]
) -> None:
    (problem,) = lint(board("exact", 4, 50, files), BEFORE).warnings
    assert (problem.values["days"], problem.values["accounts"]) == (107, 5)
    assert float(str(problem.values["percent"])) > 5
    ways = str(problem.values["ways"]).split(", ")
    assert [way.partition(" = ")[0] for way in ways] == keys
    for way in ways:
        key, _, value = way.partition(" = ")
        changed = {"release": "exact", "decimals": 4, "per_day": 50}
        changed[key] = value.strip('"') if key == "release" else int(value)
        assert warnings_of(board(**changed, files=files)) == []


def test_the_most_tries_are_advised_that_are_safe(board: Callable[..., Path]) -> None:
    (problem,) = lint(board("exact", 0, 50, CLASSES), BEFORE).warnings
    (tries,) = re.findall(r"per_day = (\d+)", str(problem.values["ways"]))
    assert warnings_of(board("exact", 0, int(tries), CLASSES)) == []
    assert warnings_of(board("exact", 0, int(tries) + 1, CLASSES))


def test_where_no_setting_helps_more_rows_are_advised(board: Callable[..., Path]) -> None:
    (problem,) = lint(board("ladder", 4, 1, FEW_CLASSES), BEFORE).warnings
    assert problem.code == lint_problems.LABELS_LEAK_ANYWAY.code
    assert problem.values["ways"] == ""


def test_the_steps_of_the_ladder_are_told_and_what_was_assumed(
    board: Callable[..., Path], make_bundle: MakeBundle, good_definition: str
) -> None:
    """Two balanced classes: a step is four standard errors, 2 / sqrt(12,000), down from 0.5."""
    note, told = lint(board("ladder", 4, 5, CLASSES), BEFORE).notes
    assert note.code == lint_problems.LADDER_STEPS.code
    assert told.code == lint_problems.LADDER_GAIN.code
    law = [f"{100 * gain(accounts * 2 * 28, 12_000):.2g}" for accounts in (1, 5)]  # two tracks
    assert [told.values["one"], told.values["five"]] == law
    assert (note.values["step"], note.values["stairs"]) == ("0.018", 28)
    assert float(str(note.values["percent"])) < 5
    assert "0.018" in CATALOGUE.explain(note, "ja").message
    ladder = metric_lines(good_definition, 'release = "ladder"')
    (flat,) = lint(make_bundle(ladder), BEFORE).notes  # two public rows
    assert flat.code == lint_problems.LADDER_FLAT.code

    open_end = re.sub("(closes|reveal)_at = .*", "", ladder)
    rounded = open_end.replace('"ladder"', '"rounded"') + 'metric = "rmse"\n'
    codes = [
        [note.code for note in lint(make_bundle(text, name=name), BEFORE).notes]
        for text, name in ((open_end, "ladder"), (rounded, "rmse"))
    ]
    assert codes == [
        [lint_problems.LADDER_FLAT.code, lint_problems.TERM_ASSUMED.code],
        [
            lint_problems.ANSWERS_OF_TERM.code,
            lint_problems.TERM_ASSUMED.code,
            lint_problems.SCORES_UNBOUNDED.code,
        ],
    ]


def test_the_ladder_with_a_metric_of_the_bundles_own_is_a_mistake(
    make_bundle: MakeBundle, good_definition: str
) -> None:
    own = 'metric = "custom"\nmetric_file = "private/metric.py"\nbetter = "lower"'
    text = metric_lines(good_definition, own, 'release = "ladder"')
    files = {"private/metric.py": "def score(predictions, labels):\n    return 0.0\n"}
    assert errors_of(make_bundle(text, files)) == [(problems.LADDER_METRIC.code, 39)]


def test_private_rows_that_decide_make_rounded_scores_the_default_else_answers_are(
    make_bundle: MakeBundle, good_definition: str
) -> None:
    never = good_definition.replace("reveal_at = 2027-07-27T12:00:00+09:00", "")
    for slug in METRICS:
        found = {}
        for text, name in ((good_definition, f"{slug}-1"), (never, f"{slug}-2")):
            folder = make_bundle(
                metric_lines(text, f'metric = "{slug}"'), two_labels_for(slug), name=name
            )
            found[name] = open_folder(folder).definition.release
        assert list(found.values()) == ["rounded", "answers"]


def test_what_answers_tell_is_noted_for_one_account_and_for_five(
    board: Callable[..., Path],
) -> None:
    notes = lint(board("answers", 4, 5, CLASSES), BEFORE).notes
    (note,) = (one for one in notes if one.code == lint_problems.ANSWERS_OF_TERM.code)

    figures = {key: note.values[key] for key in ("answers", "rows", "effective", "one", "five")}
    assert figures == {
        "answers": 37,
        "rows": 12_000,
        "effective": "6000",
        "one": "2.6",
        "five": "5.9",
    }
    assert "37" in CATALOGUE.explain(note, "ja").message


def test_too_many_answers_about_final_rows_are_noticed_with_what_helps(
    board: Callable[..., Path],
) -> None:
    (warning,) = lint(board("rounded", 4, 5, CLASSES), BEFORE).warnings

    assert warning.code == lint_problems.ANSWERS_LEAK.code
    ways = str(warning.values["ways"]).split(", ")
    assert ways[0] == 'release = "answers"'
    advised = int(ways[1].removeprefix("per_day = "))
    assert warnings_of(board("rounded", 4, advised, CLASSES)) == []
    assert warnings_of(board("answers", 4, 5, CLASSES)) == []
    assert len(warnings_of(board("rounded", 4, advised + 1, CLASSES))) == 1


def test_exact_scores_are_held_to_the_same_law(board: Callable[..., Path]) -> None:
    """In whole units no label can be read; guesses that are added up come out right anyhow."""
    folder = board("exact", 0, 2, COUNTS)
    (warning,) = lint(folder, BEFORE).warnings
    note = lint(folder, BEFORE).notes[0]

    assert (warning.code, note.code) == (
        lint_problems.ANSWERS_LEAK.code,
        lint_problems.ANSWERS_OF_TERM.code,
    )
    assert warning.values["five"] == f"{100 * gain(5 * 2 * 107, 5_000):.0f}" == "21"
    assert str(warning.values["ways"]).startswith('release = "answers"')
    assert warnings_of(board("answers", 0, 2, COUNTS)) == []


def test_the_ladder_is_held_to_the_law_by_its_stairs(board: Callable[..., Path]) -> None:
    """Of few measurements nothing is identified, but more are guessed than may be final."""
    values = [round(each) for each in np.random.default_rng(3).normal(500, 100, 1_200)]
    (warning,) = lint(board("ladder", 4, 5, rows_of(values[:600])), BEFORE).warnings

    assert warning.code == lint_problems.LADDER_LEAKS.code
    assert warning.values["five"] == f"{100 * gain(5 * 2 * 4, 600):.0f}"
    others, private = str(warning.values["ways"]).split("reveal_at", 1)
    assert private == ", with private rows"
    for way in filter(None, others.split(", ")):
        tries = int(way.removeprefix("per_day = "))
        assert warnings_of(board("ladder", 4, tries, rows_of(values[:600]))) == []
    assert warnings_of(board("ladder", 4, 5, rows_of(values))) == []


def test_few_rows_that_count_are_noticed_of_those_that_decide_as_well(
    make_bundle: MakeBundle,
) -> None:
    values = [10_000 + i if i % 80 == 0 else 0 for i in range(400)]
    parts = ("public" if i < 200 else "private" for i in range(400))
    labels = "".join(f"{i},{x},{p}\n" for i, (x, p) in enumerate(zip(values, parts, strict=True)))
    files = rows_of(values) | {"private/labels.csv": "id,label,part\n" + labels}
    found = lint(make_bundle(files=files), BEFORE).warnings

    assert [(one.code, one.values["rows"], one.values["effective"]) for one in found] == [
        (lint_problems.FEW_EFFECTIVE_ROWS.code, 200, "3"),
        (lint_problems.FEW_EFFECTIVE_PRIVATE_ROWS.code, 200, "2"),
    ]


def test_few_rows_that_count_are_noticed(board: Callable[..., Path]) -> None:
    heavy = rows_of([0] * 4_990 + [10_000 + i for i in range(10)])

    (warning,) = lint(board("answers", 4, 5, heavy), BEFORE).warnings

    assert warning.code == lint_problems.FEW_EFFECTIVE_ROWS.code
    assert (warning.values["rows"], warning.values["effective"]) == (5_000, "10")


def test_labels_that_are_all_alike_leave_the_ladder_without_steps(
    make_bundle: MakeBundle, good_definition: str
) -> None:
    table = "id,label,part\na,1,public\nb,2,private\nc,1,public\nd,4,private\n"
    labels = {"private/labels.csv": table}
    ladder = metric_lines(good_definition, 'release = "ladder"')
    assert errors_of(make_bundle(ladder, labels)) == [
        (named_file_problems.LADDER_WITHOUT_STAIRS.code, 34)
    ]
    rounded = metric_lines(good_definition, 'release = "rounded"')
    assert warnings_of(make_bundle(rounded, labels, name="rounded")) == []


def errors_of(folder: Path, warnings: Collection[str] = ()) -> list[tuple[str, int | None]]:
    """Codes and lines of the errors, all of which can be worded. warnings: those that may be."""
    result = lint(folder, BEFORE)
    assert {problem.code for problem in result.warnings} <= {*warnings}
    for problem in result.errors:
        CATALOGUE.explain(problem, "ja")
    return [(problem.code, problem.line) for problem in result.errors]


def metric_lines(text: str, *lines: str) -> str:
    """The definition with these lines after `decimals`, from line 36 on."""
    return text + "".join(f"{line}\n" for line in lines)


def two_labels_for(slug: str) -> dict[str, str]:
    """A label file that suits the metric, with both of two labels in either part."""
    low, high = two_labels(METRICS[slug]).tolist()
    rows = f"a,{low},public\nb,{high},private\nc,{high},public\nd,{low},private\n"
    return {"private/labels.csv": f"id,label,part\n{rows}"}


REAL = {
    "private/labels.csv": "id,label,part\na,1.5,public\nb,-1,private\nc,1.5,public\nd,7,private\n"
}


@pytest.mark.parametrize("slug", sorted(METRICS))
def test_labels_that_suit_the_metric_are_no_error(
    make_bundle: MakeBundle, good_definition: str, slug: str
) -> None:
    text = metric_lines(good_definition, f'metric = "{slug}"')
    assert errors_of(make_bundle(text, two_labels_for(slug)), LEAKS) == []


@pytest.mark.parametrize(
    ("slug", "code"),
    [
        ("rmsle", LABEL_NOT_ABOVE_MINUS_ONE.code),
        ("r2", LABELS_CONSTANT.code),
        ("accuracy", LABEL_NOT_A_CLASS.code),
        ("macro_f1", LABEL_NOT_A_CLASS.code),
        ("log_loss", LABEL_NOT_BINARY.code),
        ("auc", LABEL_NOT_BINARY.code),
    ],
)
def test_labels_on_which_the_metric_is_undefined_are_an_error_on_its_line(
    make_bundle: MakeBundle, good_definition: str, slug: str, code: str
) -> None:
    text = metric_lines(good_definition, f'metric = "{slug}"')
    assert errors_of(make_bundle(text, REAL)) == [(code, 36)]


@pytest.mark.parametrize("slug", sorted(METRICS.keys() - {"mae", "accuracy"}))
def test_every_known_metric_has_a_bound(
    make_bundle: MakeBundle, good_definition: str, slug: str
) -> None:
    """Two public rows: many digits tell them whole, and nothing that is rounded hides them."""
    text = good_definition.replace("decimals = 0", "decimals = 17")
    text = metric_lines(text, f'metric = "{slug}"', 'release = "exact"')
    folder = make_bundle(text, two_labels_for(slug))
    (problem,) = lint(folder, BEFORE).warnings
    assert problem.code in LEAKS
    assert problem.values["percent"] == "100"


CUSTOM = ('metric = "custom"', 'metric_file = "private/metric.py"', 'better = "higher"')
METRIC = {"private/metric.py": "def score(predictions, labels):\n    return 1.0\n"}


def test_a_metric_of_its_own_is_part_of_the_bundle(
    make_bundle: MakeBundle, good_definition: str
) -> None:
    folder = make_bundle(metric_lines(good_definition, *CUSTOM), METRIC)
    assert warnings_of(folder) == []
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
        make_bundle(metric_lines(good_definition, f'metric = "{slug}"'), two_labels_for(slug))
    ).definition
    assert definition.prediction is not None
    assert definition.prediction.direction == METRICS[slug].better


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (None, named_file_problems.FILE_MISSING.code),
        ("def score(:", metric_problems.METRIC_FILE_REFUSED.code),
        ("def points(a, b): pass\n", metric_problems.METRIC_FILE_REFUSED.code),
    ],
)
def test_a_metric_file_that_cannot_score_is_an_error_on_its_line(
    make_bundle: MakeBundle, good_definition: str, content: str | None, code: str
) -> None:
    folder = make_bundle(metric_lines(good_definition, *CUSTOM), {"private/metric.py": content})
    assert errors_of(folder) == [(code, 37)]


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


BESIDE = 'secondary = ["rmse", "r2"]'


def test_a_metric_beside_must_be_defined_on_the_labels(
    make_bundle: MakeBundle, good_definition: str
) -> None:
    labels = "id,label,part\na,1,public\nb,2,private\nc,1,public\nd,0,private\n"
    text = metric_lines(good_definition, 'secondary = [\n"r2",\n"mape",\n]')
    found = lint(make_bundle(text, {"private/labels.csv": labels}), BEFORE).errors
    assert [(one.code, one.line, one.values["metric"]) for one in found] == [
        (LABELS_CONSTANT.code, 37, "r2"),
        (LABEL_ZERO.code, 38, "mape"),
    ]


def test_metrics_beside_are_counted_in_what_answers_tell(
    make_bundle: MakeBundle, good_definition: str
) -> None:
    """Three numbers to a file are three answers, and each has its step in a note."""
    found = {}
    for name, more in (("alone", ""), ("beside", BESIDE)):
        text = metric_lines(good_definition, more, 'release = "rounded"')
        notes = lint(make_bundle(text, COUNTS, name=name), BEFORE).notes
        found[name] = next(one for one in notes if one.code == lint_problems.ANSWERS_OF_TERM.code)
        steps = [one for one in notes if one.code == lint_problems.SECONDARY_STEPS.code]
        assert [one.values["metric"] for one in steps] == ([] if not more else ["rmse", "r2"])
        assert all(float(str(one.values["step"])) > 0 for one in steps)
    alone, beside = (float(str(found[name].values["one"])) for name in ("alone", "beside"))
    assert alone == pytest.approx(100 * gain(5 * 107, 5_000), rel=0.02)
    assert beside == pytest.approx(100 * gain(3 * 5 * 107, 5_000), rel=0.02)


@pytest.mark.parametrize("release", ["exact", "ladder"])
def test_metrics_beside_are_counted_in_the_bound_and_leaving_them_out_is_advised(
    board: Callable[..., Path], release: str
) -> None:
    """Few tries that are safe alone are not with three numbers to a file."""
    tries = {"exact": 1, "ladder": 5}[release]
    files = CLASSES if release == "exact" else rows_of([i % 83 for i in range(2_000)])
    folder = board(release, 0, tries, files)
    assert warnings_of(folder) == []
    toml = folder / "assignment.toml"
    toml.write_text(toml.read_text() + BESIDE + "\n")
    (problem,) = lint(folder, BEFORE).warnings
    assert problem.code == lint_problems.LABELS_CAN_LEAK.code
    assert "secondary = []" in str(problem.values["ways"])


@pytest.mark.parametrize(
    ("release", "files", "is_told"),
    [
        ("answers", rows_of([i % 2 for i in range(300)]), True),
        ("answers", rows_of([i % 2 for i in range(400)]), False),
        ("answers", rows_of([i % 83 for i in range(300)]), False),
        ("rounded", rows_of([i % 2 for i in range(300)]), False),
    ],
)
def test_answers_about_few_rows_of_classes_are_told_to_lose_places(
    board: Callable[..., Path], release: str, files: dict[str, str], *, is_told: bool
) -> None:
    notes = lint(board(release, 4, 5, files), BEFORE).notes
    assert (lint_problems.FEW_ANSWERS.code in [one.code for one in notes]) == is_told


def test_metrics_beside_are_counted_with_digits_of_their_own(board: Callable[..., Path]) -> None:
    """A whole number of R2 tells little; its own digits tell labels, and those that are said."""
    found = {}
    for said in ("", "secondary_decimals = { r2 = 0 }", "secondary_decimals = { r2 = 9 }"):
        folder = board("exact", 0, 1, COUNTS)
        toml = folder / "assignment.toml"
        toml.write_text(f'{toml.read_text()}secondary = ["r2"]\nrange = [0, 82]\n{said}\n')
        report = lint(folder, BEFORE)
        (step,) = (n for n in report.notes if n.code == lint_problems.SECONDARY_STEPS.code)
        found[step.values["step"]] = [
            one.values["percent"] for one in report.warnings if "percent" in one.values
        ]
        shutil.rmtree(folder)
    assert list(found) == ["0.0001", "1", "1e-09"]
    told = [float(str(percent[0])) if percent else 0.0 for percent in found.values()]
    assert told[1] < told[0] <= told[2]


@pytest.mark.parametrize(
    ("metric", "ends", "end"),
    [
        ("auc", "[0, 2]", "2"),
        ("log_loss", "[-1, 1]", "-1"),
        ("rmsle", "[-5, 10]", "-5"),
        ("auc", "[0, 1]", None),
        ("mae", "[-5, 10]", None),
    ],
)
def test_a_range_beyond_what_the_metric_takes_is_noticed(
    board: Callable[..., Path], metric: str, ends: str, end: str | None
) -> None:
    folder = board("answers", 4, 5, CLASSES, metric=metric)
    toml = folder / "assignment.toml"
    toml.write_text(f"{toml.read_text()}range = {ends}\n")
    found = [one for one in lint(folder, BEFORE).warnings if "end" in one.values]
    assert [(one.code, one.values["end"]) for one in found] == (
        [] if end is None else [(lint_problems.RANGE_BEYOND_METRIC.code, end)]
    )


@pytest.mark.parametrize(("rows", "is_enough"), [(3, False), (4, True)])
def test_decoys_need_rows_to_be_mixed_from(
    make_bundle: MakeBundle, good_definition: str, rows: int, is_enough: bool
) -> None:
    """A program's hidden rows are asked for among mixtures of two of them."""
    text = good_definition.replace('proof = "claimed"', 'proof = "program"')
    text = metric_lines(text, 'train = "train.csv"', 'test = "test.csv"')
    files = rows_of([*range(rows)])
    files |= {
        "train.csv": "x,target\n1,2\n2,3\n",
        "test.csv": "id,x\n" + "".join(f"{i},{i}\n" for i in range(rows)),
    }
    found = lint(make_bundle(text, files), BEFORE).errors
    code = named_file_problems.TOO_FEW_ROWS_TO_ASK.code
    assert [(one.code, one.line) for one in found] == ([] if is_enough else [(code, 37)])
    for one in found:
        assert "test.csv" in CATALOGUE.explain(one).message
        assert "3 rows: at least 4" in CATALOGUE.explain(one).message

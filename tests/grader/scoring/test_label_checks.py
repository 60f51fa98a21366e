"""Files that a metric cannot score: which rows, and which labels."""

import io
from pathlib import Path

import numpy as np
import pytest

from grader.catalogue import PROBLEM_KINDS
from grader.metrics import METRICS
from grader.predictions.diagnosis.findings import InvalidFileError
from grader.predictions.labels import HiddenLabels
from grader.predictions.reading import read_predictions
from grader.problems import Catalogue, Problem
from grader.scoring.label_checks import label_problems, scores_of_file
from grader.scoring.scorer import refuse
from tests.grader.metrics.conftest import two_labels

LABELS = HiddenLabels(
    ("a", "b", "c", "d"), np.array([0.0, 1.0, 1.0, 0.0]), np.array([True, True, False, False])
)
CATALOGUE = Catalogue.of(PROBLEM_KINDS)


def problems_of(path: Path, slug: str) -> tuple[Problem, ...]:
    """The problems of a file that its reader takes and the metric does not, all worded."""
    predictions = read_predictions(path, path.name, LABELS, 10_000)
    with pytest.raises(InvalidFileError) as refusal:
        scores_of_file(path, predictions, LABELS, METRICS[slug])
    for problem in refusal.value.problems:
        assert CATALOGUE.explain(problem, "en").message
        assert CATALOGUE.explain(problem, "ja").hint
    assert refusal.value.total == len(refusal.value.problems)
    return refusal.value.problems


@pytest.mark.parametrize(
    ("slug", "code", "bad"),
    [
        ("rmsle", "prediction_not_above_minus_one", "-1"),
        ("accuracy", "prediction_not_a_class", "0.5"),
        ("macro_f1", "prediction_not_a_class", "0.5"),
        ("log_loss", "prediction_not_a_probability", "1.5"),
        ("auc", "prediction_not_a_probability", "-0.25"),
    ],
)
def test_every_prediction_that_cannot_be_scored_is_told_with_its_row(
    tmp_path: Path, slug: str, code: str, bad: str
) -> None:
    """The rows of the file are in another order than the labels; one is blank, one quoted."""
    path = tmp_path / "mine.csv"
    path.write_text(f'id,prediction\nd,{bad}\n\n"b","1"\na,{bad}\nc,1\n')
    problems = problems_of(path, slug)
    assert [(p.code, p.row, p.column) for p in problems] == [
        (code, 2, "prediction"),
        (code, 5, "prediction"),
    ]
    assert [p.values for p in problems] == [{"id": "d", "got": bad}, {"id": "a", "got": bad}]


def test_an_array_has_ids_and_no_rows(tmp_path: Path) -> None:
    path = tmp_path / "mine.npy"
    np.save(path, np.array([0.0, 2.0, 0.5, -1.0]))
    found = [(p.row, p.values["id"], p.values["got"]) for p in problems_of(path, "auc")]
    assert found == [(None, "b", "2"), (None, "d", "-1")]


def test_a_score_beyond_numbers_is_the_files_fault(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text("id,prediction\na,1e150\nb,0\nc,0\nd,0\n")
    values = np.array([1e-200, 2e-200, 0.0, 1.0])
    labels = HiddenLabels(LABELS.ids, values, LABELS.public)
    predictions = read_predictions(path, path.name, labels, 10_000)
    with pytest.raises(InvalidFileError) as refusal:
        scores_of_file(path, predictions, labels, METRICS["r2"])
    (problem,) = refusal.value.problems
    assert problem.code == "score_not_finite"
    assert not refuse(refusal.value).is_unreadable  # it was measured by hidden labels
    assert CATALOGUE.explain(problem, "ja").message


@pytest.mark.parametrize("private", [(1e-200, 2e-200), (1.0, 2.0)])
def test_private_labels_decide_nothing_about_a_file(private: tuple[float, float]) -> None:
    """By how much squares overflow tells how much the labels vary: not of private ones."""
    labels = HiddenLabels(LABELS.ids, np.array([1.0, 2.0, *private]), LABELS.public)
    predictions = np.array([1.0, 2.0, 1e150, 0.0])
    scores = scores_of_file(None, predictions, labels, METRICS["r2"])
    assert scores.public == 1.0
    assert (scores.private is None) == (private[0] < 1)


def test_what_can_be_scored_is(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text("id,prediction\na,0\nb,1\nc,0.25\nd,0.25\n")
    predictions = read_predictions(path, path.name, LABELS, 10_000)
    scores = scores_of_file(path, predictions, LABELS, METRICS["auc"])
    assert (scores.public, scores.private) == (1.0, 0.5)


def labels_of(text: str) -> HiddenLabels:
    """Labels of a CSV file without its header."""
    from grader.predictions.label_file import read_labels

    return read_labels(io.BytesIO(f"id,label,part\n{text}".encode()))


@pytest.mark.parametrize("metric", METRICS.values(), ids=METRICS.keys())
def test_two_classes_in_both_parts_suit_every_metric(metric) -> None:
    low, high = two_labels(metric)
    labels = labels_of(f"a,{low},public\nb,{high},public\nc,{high},private\nd,{low},private\n")
    assert list(label_problems(labels, metric, "labels.csv", 7)) == []
    everything_public = labels_of(f"a,{low},public\nb,{high},public\n")
    assert list(label_problems(everything_public, metric, "labels.csv", 7)) == []


@pytest.mark.parametrize(
    ("slug", "text", "code", "told"),
    [
        ("rmsle", "a,0,public\nb,-1,private\n", "bundle_label_not_above_minus_one", "b"),
        ("log_loss", "a,0,public\nb,0.5,private\n", "bundle_label_not_binary", "b"),
        ("auc", "a,2,public\nb,1,public\nc,0,public\n", "bundle_label_not_binary", "a"),
        ("accuracy", "a,0.5,public\n", "bundle_label_not_a_class", "a"),
        ("macro_f1", "a,0.5,public\nb,1,public\n", "bundle_label_not_a_class", "a"),
        ("r2", "a,1,public\n", "bundle_labels_constant", "public"),
        ("r2", "a,1,public\nb,2,public\nc,3,private\n", "bundle_labels_constant", "private"),
        ("auc", "a,0,public\nb,1,public\nc,1,private\n", "bundle_labels_of_one_class", "private"),
        ("macro_f1", "a,1,public\nb,1,public\n", "bundle_labels_of_one_class", "public"),
    ],
)
def test_labels_on_which_the_metric_is_undefined_are_a_problem(
    slug: str, text: str, code: str, told: str
) -> None:
    (problem,) = label_problems(labels_of(text), METRICS[slug], "private/labels.csv", 7)
    assert (problem.code, problem.line) == (code, 7)
    assert told in (problem.values.get("id"), problem.values.get("part"))
    for locale in ("en", "ja"):
        message = CATALOGUE.explain(problem, locale).message
        assert slug in message
        assert "private/labels.csv" in message


def test_both_parts_are_told() -> None:
    labels = labels_of("a,0,public\nb,1,private\n")
    found = label_problems(labels, METRICS["r2"], "labels.csv", 7)
    assert [(p.values["part"], p.values["rows"]) for p in found] == [("public", 1), ("private", 1)]

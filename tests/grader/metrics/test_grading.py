"""Grading predictions under each kind of metric, from the file to the outcome."""

from collections.abc import Callable
from pathlib import Path

import pytest

from grader import Job, OnPredictions, Outcome, RunnerFaultError, grade, open_folder
from grader.sandbox.pool.sandbox_runner import SandboxRunner
from grader.scoring.custom import MetricFaultError
from grader.verdicts import Verdict
from tests.grader.good_bundle import FILES, GOOD

CUSTOM = 'metric = "custom"\nmetric_file = "private/metric.py"\nbetter = "higher"\n'
Grade = Callable[..., Outcome]


@pytest.fixture
def graded(tmp_path: Path, sandbox: SandboxRunner) -> Grade:
    """Grades a prediction file under a definition's last lines and a metric's source."""

    def graded(
        file: str, lines: str = "", metric: str = "", on_predictions: OnPredictions | None = None
    ) -> Outcome:
        contents = {**FILES, "assignment.toml": GOOD + lines, "private/metric.py": metric}
        for name, content in contents.items():
            path = tmp_path / "bundle" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content)
        submitted = tmp_path / "upload"
        submitted.write_text(file)
        job = Job(open_folder(tmp_path / "bundle"), submitted, "mine.csv", "0" * 64, seed=1)
        return grade(job, sandbox, on_predictions=on_predictions)

    return graded


FILE = "id,prediction\na,2\nb,2\nc,4\nd,8\n"


@pytest.mark.parametrize(
    ("slug", "public", "private"),
    [
        ("mae", 1.0, 2.0),
        ("rmse", 1.0, 8**0.5),
        ("median_ae", 1.0, 2.0),
        ("accuracy", 0.0, 0.5),
        ("mape", (1 + 1 / 3) / 2, 0.5),
        ("smape", (2 / 3 + 2 / 7) / 2, 1 / 3),
    ],
)
def test_the_metric_of_the_bundle_scores(
    graded: Grade, slug: str, public: float, private: float
) -> None:
    outcome = graded(FILE, f'metric = "{slug}"\n')
    assert outcome.verdict == Verdict.SCORED
    assert outcome.score == pytest.approx(public, rel=1e-15)
    assert outcome.private_score == pytest.approx(private, rel=1e-15)
    assert outcome.evidence is not None
    assert outcome.evidence.metric == slug


@pytest.mark.parametrize("slug", ["mae", "median_ae", "r2", "custom"])
def test_predictions_that_are_scored_are_kept_under_every_metric(graded: Grade, slug: str) -> None:
    source = "def score(predictions, labels):\n    return 1.0\n"
    lines = CUSTOM if slug == "custom" else f'metric = "{slug}"\n'
    kept: list[list[float]] = []
    graded(FILE, lines, source, on_predictions=lambda values: kept.append(values.tolist()))
    graded(FILE.replace("b,2", "b,x"), lines, source, on_predictions=lambda _: pytest.fail("kept"))
    assert kept == [[2, 2, 4, 8]]


def test_a_prediction_that_the_metric_cannot_score_makes_the_file_invalid(graded: Grade) -> None:
    outcome = graded(FILE.replace("b,2", "b,-1"), 'metric = "rmsle"\n')
    assert outcome.verdict is Verdict.INVALID_FILE
    assert outcome.score is None
    (problem,) = outcome.report.problems
    assert (problem.code, problem.row) == ("prediction_not_above_minus_one", 3)


def test_a_metric_of_the_bundle_scores_in_the_sandbox(graded: Grade) -> None:
    source = "def score(predictions, labels):\n    return -((predictions - labels) ** 2).sum()\n"
    outcome = graded(FILE, CUSTOM, source)
    assert outcome.verdict is Verdict.SCORED
    assert (outcome.score, outcome.private_score) == (-2.0, -16.0)
    assert outcome.evidence is not None
    assert outcome.evidence.metric == "custom"


def test_a_wrong_file_stays_the_students_fault_under_a_metric_of_the_bundle(graded: Grade) -> None:
    source = "def score(predictions, labels):\n    raise ValueError\n"
    outcome = graded(FILE.replace("b,2", "b,x"), CUSTOM, source)
    assert outcome.verdict is Verdict.INVALID_FILE


@pytest.mark.parametrize("body", ["while True: pass", "raise ValueError", "return float('nan')"])
def test_a_metric_that_fails_is_never_the_students_fault(graded: Grade, body: str) -> None:
    with pytest.raises(MetricFaultError) as fault:
        graded(FILE, CUSTOM, f"def score(predictions, labels):\n    {body}\n")
    assert isinstance(fault.value, RunnerFaultError)

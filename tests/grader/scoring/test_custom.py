"""A teacher's own metric scores, and whatever it does is never the student's fault."""

import numpy as np
import pytest

from grader.catalogue import PROBLEM_KINDS
from grader.predictions.labels import HiddenLabels
from grader.problems import Catalogue
from grader.sandbox.plain.subprocess_runner import SubprocessRunner
from grader.sandbox.pool.sandbox_runner import SandboxRunner
from grader.sandbox.protocol.request import Limits
from grader.sandbox.runner import Run, Runner, RunnerFaultError
from grader.scoring.custom import CustomMetric, MetricFaultError, source_fault
from grader.scoring.file_scores import Scores
from grader.scoring.problems import METRIC_FAILED

VALUES = np.array([1.0, 2.0, 3.0, 4.0])
LABELS = HiddenLabels(("a", "b", "c", "d"), VALUES, np.array([True, True, True, False]))
PREDICTIONS = VALUES + np.array([1.0, 1.0, 1.0, 5.0])
LIMITS = Limits(wall_s=2.0, cpu_s=1.0, memory_bytes=256_000_000, output_bytes=10_000)
MAE = "import numpy as np\ndef score(predictions, labels):\n    {}\n"
RIGHT = MAE.format("return np.abs(predictions - labels).mean()")


@pytest.fixture(params=["plain", "sandbox"])
def runner(request: pytest.FixtureRequest) -> Runner:
    """Runs code in a process of its own, and in the sandbox."""
    if request.param == "plain":
        return SubprocessRunner()
    found: SandboxRunner = request.getfixturevalue("sandbox")
    return found


def score(source: str, runner: Runner, labels: HiddenLabels = LABELS) -> Scores:
    """The scores of the predictions by a metric."""
    return CustomMetric(source.encode(), "private/metric.py").scores(
        PREDICTIONS, labels, runner, LIMITS
    )


def test_a_function_scores_both_parts(runner: Runner) -> None:
    assert score(RIGHT, runner) == Scores(1.0, 5.0)


def test_without_private_rows_there_is_no_private_score(runner: Runner) -> None:
    labels = HiddenLabels(LABELS.ids, VALUES, np.full(4, fill_value=True))
    assert score(RIGHT, runner, labels) == Scores(2.0, None)


@pytest.mark.parametrize(
    "result", ["1", "np.float32(1)", "np.array([1.0])", "True", "np.ones((1, 1))"]
)
def test_any_single_number_is_a_score(sandbox: SandboxRunner, result: str) -> None:
    assert score(MAE.format(f"return {result}"), sandbox) == Scores(1.0, 1.0)


def test_the_same_file_scores_the_same_even_where_the_metric_draws(
    sandbox: SandboxRunner,
) -> None:
    source = MAE.format("return np.random.random() + __import__('random').random()")
    assert score(source, sandbox) == score(source, sandbox)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("raise ValueError('no')", "exception"),
        ("while True: pass", "time_limit"),
        ("import os; os._exit(3)", "code_died"),
        ("labels.sum()", "returned_nothing"),
        ("return 'best'", "not_an_array"),
        ("return np.nan", "bundle_metric_result"),
        ("return -np.inf", "bundle_metric_result"),
        ("return predictions - labels", "bundle_metric_result"),
        ("return np.ones(2), np.ones(3)", "bundle_metric_result"),
        ("return np.ones(10**10).sum()", "memory_limit"),
        ("import sys; sys.exit(1)", "code_exited"),
        ("return np.float64(predictions[99])", "exception"),
    ],
)
def test_whatever_goes_wrong_is_a_fault_of_the_bundle_with_a_reason(
    runner: Runner, body: str, code: str
) -> None:
    with pytest.raises(MetricFaultError) as fault:
        score(MAE.format(body), runner)
    assert isinstance(fault.value, RunnerFaultError)
    failed, why = fault.value.problems
    assert failed.code == METRIC_FAILED.code
    assert failed.values == {"file": "private/metric.py"}
    assert why.code == code
    assert "private/metric.py gave no score." in str(fault.value)


@pytest.mark.parametrize(
    "body",
    [
        "return np.nan",
        "raise ValueError",
        "return labels",
        "while True: pass",
        "import os; os._exit(3)",
        "print(1_000_000 * 'x', flush=True)",
        "np.ones((1000, 1000, 1000))",
        "import ctypes; ctypes.string_at(0)",
    ],
)
def test_what_goes_wrong_on_private_rows_alone_is_nobodys_to_see(runner: Runner, body: str) -> None:
    """Whether it does may depend on private labels; the public score and the verdict must not."""
    source = MAE.format(f"if predictions.sum() != 1:\n        {body}\n    return 1.0")
    labels = HiddenLabels(LABELS.ids, VALUES, np.array([True, False, False, False]))
    found = CustomMetric(source.encode(), "private/metric.py").scores(
        np.array([1.0, 2.0, 3.0, 4.0]), labels, runner, LIMITS
    )
    assert found == Scores(1.0, None)


@pytest.mark.parametrize(
    ("source", "code", "line"),
    [
        ("def score(:\n", "syntax_error", 1),
        ("def points(a, b): return 1\n", "function_missing", None),
        ("\ndef score(a): return 1\n", "wrong_signature", 2),
        ("import no_such\n", "module_unavailable", 1),
        ("\n1 / 0\n", "exception", 2),
    ],
)
def test_a_file_that_is_no_metric_is_one_too(
    runner: Runner, source: str, code: str, line: int | None
) -> None:
    with pytest.raises(MetricFaultError) as fault:
        score(source, runner)
    assert (fault.value.problems[1].code, fault.value.problems[1].line) == (code, line)
    assert Catalogue.of(PROBLEM_KINDS).explain(fault.value.problems[1], "ja").message
    if line is not None:
        assert str(fault.value).endswith(f"(line {line})")


def test_what_a_metric_writes_into_its_arguments_stays_there(sandbox: SandboxRunner) -> None:
    before = PREDICTIONS.copy()
    score(MAE.format("predictions[:] = 0; labels[:] = 0; return 1"), sandbox)
    np.testing.assert_array_equal(PREDICTIONS, before)
    np.testing.assert_array_equal(VALUES, [1.0, 2.0, 3.0, 4.0])


def test_nothing_stays_from_one_file_to_the_next(sandbox: SandboxRunner) -> None:
    source = (
        "import numpy as np\nseen = []\n"
        "def score(predictions, labels):\n    seen.append(1)\n    return float(len(seen))\n"
    )
    first = score(source, sandbox)
    assert score(source, sandbox) == first


def test_a_runner_that_answers_too_little_is_our_fault() -> None:
    class Silent:
        def run(self, *args: object, **options: object) -> Run:
            return Run()

    with pytest.raises(RunnerFaultError) as fault:
        score(RIGHT, Silent())
    assert not isinstance(fault.value, MetricFaultError)


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        (RIGHT, None),
        ("def score(:", "line 1"),
        ("x = 1\n", "def score(predictions, labels)"),
        ("class score: pass\n", "def score(predictions, labels)"),
        ("x = '\0'", "null"),
    ],
)
def test_reading_a_metric_tells_what_it_can(source: str, fault: str | None) -> None:
    found = source_fault(source.encode())
    assert found is None if fault is None else fault in (found or "")

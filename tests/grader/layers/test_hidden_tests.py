"""Hidden tests: participants read the kind of check, nothing else."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from grader.catalogue import PROBLEM_KINDS
from grader.definition.layer_tasks import Layers, LayerTask
from grader.layers.judge import judge
from grader.problems import Catalogue
from grader.reports import Outcome
from grader.sandbox.protocol.request import Limits
from grader.verdicts import Verdict

LIMITS = Limits(20.0, 20.0, 512_000_000, 100_000)
CATALOGUE = Catalogue.of(PROBLEM_KINDS)
CLIPPED = """
import numpy as np
class ReLU:
    def forward(self, x):
        print("largest", abs(x).max())
        self.mask = x > 0
        return np.clip(x, 0, 6)
    def backward(self, dout):
        return dout * self.mask
"""
_FIND = """
import sys
def found():
    frame, seen = sys._getframe(), []
    while frame is not None:
        for value in frame.f_locals.values():
            for case in getattr(value, "cases", ()):
                for call in case.calls:
                    seen += [a for a in call.arrays if a.dtype == float and abs(a).max() > 9]
        frame = frame.f_back
    return seen
SEEN = "Exhibit 2222 " + repr(found()) if found() else ""
"""
SPY = {
    "at load": _FIND + "\nSPY = lambda: None\nif SEEN: raise ValueError(SEEN)\n",
    "in a call": _FIND + "\ndef SPY():\n    if SEEN: raise ValueError(SEEN)\n",
    "as what it prints": _FIND + "\nSPY = lambda: print(SEEN)\n",
    "as its end": _FIND + "\ndef SPY():\n    if SEEN: raise SystemExit(SEEN)\n",
}


@pytest.fixture(scope="module")
def judged(code_runner: Any) -> Callable[..., Outcome]:
    def judged(source: str, hidden: tuple[str, ...], layer: str = "ReLU") -> Outcome:
        layers = Layers(tasks=(LayerTask(layer=layer, hidden=hidden),))
        return judge(source.encode(), "layers.py", layers, LIMITS, code_runner, 7)

    return judged


def test_a_failure_shows_its_check_and_no_number_and_no_cause(judged) -> None:
    (finding,) = judged(CLIPPED, ("large",)).report.layers[0].findings
    assert finding.model_dump(exclude={"problem"}) == {
        "check": "forward",
        "case": "hidden",
        "array": None,
        "element": None,
        "expected": None,
        "got": None,
        "difference": None,
        "picture": None,
        "equation": None,
        "code_lines": (),
        "repair": None,
    }
    told = CATALOGUE.explain(finding.problem)
    assert told.message == "ReLU: a hidden test of the output fails."
    assert told.hint.startswith("Nothing more is told of hidden tests.")
    assert CATALOGUE.explain(finding.problem, "ja").message.startswith("ReLU: 非公開テスト")
    assert finding.problem.values == {"layer": "ReLU"}


def test_points_are_those_of_the_same_test_in_the_open(judged) -> None:
    hidden, shown = judged(CLIPPED, ("large",)), judged(CLIPPED, ())
    assert (hidden.points, hidden.verdict) == (shown.points, shown.verdict) == (0.5, "wrong_value")
    assert shown.report.layers[0].findings[0].got is not None


def test_what_is_printed_in_a_hidden_test_is_shown_to_nobody(judged) -> None:
    shown = judged(CLIPPED, ()).report.output
    assert "largest 3" in shown or "largest 2" in shown
    lines = judged(CLIPPED, ("large",)).report.output.splitlines()
    assert lines
    assert all(float(line.split()[1]) <= 6.0 for line in lines)


def test_an_exception_is_told_without_its_words_and_its_line(judged) -> None:
    source = CLIPPED.replace("print(", "assert abs(x).max() < 9, repr(x)\n        print(")
    outcome = judged(source, ("large",))
    (finding,) = outcome.report.layers[0].findings
    assert outcome.verdict is Verdict.ERROR_IN_CODE
    assert (finding.problem.code, finding.problem.line) == ("hidden_test", None)
    assert finding.problem.values == {"layer": "ReLU"}
    assert CATALOGUE.explain(finding.problem).trace is None


@pytest.mark.parametrize("where", ["at load", "in a call", "as what it prints", "as its end"])
def test_nothing_that_a_hidden_run_sees_comes_out(judged, where: str) -> None:
    """The code finds the coming calls in the frames above it, and says what it has found."""
    source = CLIPPED.replace('print("largest", abs(x).max())', "SPY()") + SPY[where]
    for hidden in (("large",), ("random", "large", "several-batches")):
        told = judged(source, hidden).model_dump_json()
        assert "2222" not in told
        assert "Exhibit" not in told


def test_of_the_checks_of_a_hidden_test_one_of_each_kind_is_counted(judged) -> None:
    (layer,) = judged(CLIPPED, ("large", "zeros", "two-forwards")).report.layers
    (open_layer,) = judged(CLIPPED, ()).report.layers
    assert layer.checks_total < open_layer.checks_total
    failed = {count.check: count.total - count.passed for count in layer.counts}
    assert failed["forward"] == 1


def test_a_wrong_derivative_is_hidden_with_the_plain_test(judged) -> None:
    source = CLIPPED.replace("np.clip(x, 0, 6)", "np.tanh(x)").replace(
        "dout * self", "2 * dout * self"
    )
    findings = judged(source, ("random",)).report.layers[0].findings
    assert {finding.case for finding in findings} == {"hidden"}
    assert {finding.check for finding in findings} == {"forward", "derivative"}


def test_a_loop_without_end_in_a_hidden_test_is_a_time_limit(judged, code_runner: Any) -> None:
    source = CLIPPED.replace("print(", "while abs(x).max() > 9: pass\n        print(")
    layers = Layers(tasks=(LayerTask(layer="ReLU", hidden=("large",)),))
    limits = Limits(0.5, 0.5, 512_000_000, 100_000)
    outcome = judge(source.encode(), "layers.py", layers, limits, code_runner, 7)
    assert outcome.verdict is Verdict.TIME_LIMIT
    assert outcome.points == 0


def test_right_code_earns_all_with_every_test_hidden(judged) -> None:
    source = (Path(__file__).parents[2] / "corpus/layers/right/plain.py").read_text("utf-8")
    everything = ("random", "batch-of-one", "zeros", "large", "several-batches", "two-forwards")
    outcome = judged(source, everything, "Affine")
    assert (outcome.verdict, outcome.points) == (Verdict.SCORED, 1.0)

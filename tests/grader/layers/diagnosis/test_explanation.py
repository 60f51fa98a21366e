"""Wrong gradients of any size are explained by few forwards, in requests of few bytes."""

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from grader.definition.layer_tasks import Layers, LayerTask
from grader.layers.execution import REQUEST_BYTES
from grader.layers.judge import judge
from grader.reports import Finding, Outcome
from grader.sandbox.runner import Limits, Operation, Request, Run, Runner
from grader.verdicts import Verdict
from tests.runner_here import RunnerHere

LIMITS = Limits(10.0, 10.0, 512_000_000, 100_000)
UPLOAD = Path(__file__).parents[5] / "shared/cases/uploads/01-wrong-layer-on-images-kills-server"
LARGE = {"N": 64, "D": 256, "M": 128}  # dW has 32,768 elements
# Forward is wrong, so that no reference tells what its gradients are.
SQUARED = """
import numpy as np
class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b
    def forward(self, x):
        self.x = x
        self.z = x @ self.W + self.b
        return self.z + 0.01 * self.z**2
    def backward(self, dout):
        dz = dout * (1 + 0.02 * self.z)
        self.dW = self.x.T @ dz
        self.db = dz.sum(axis=0)
        {change}
        return dz @ self.W.T
"""


@dataclass
class _Counting:
    """A runner in this process that counts forwards and weighs requests."""

    forwards: int = 0
    sizes: list[int] = field(default_factory=list)
    largest_case: int = 0

    def run(self, request: Request) -> Run:
        """See `Runner`."""
        sizes = [case.array_bytes for case in request.cases]
        calls = [call for case in request.cases for call in case.calls]
        self.sizes.append(sum(sizes))
        self.largest_case = max(self.largest_case, *sizes)
        self.forwards += sum(c.operation is Operation.CALL and c.name == "forward" for c in calls)
        return RunnerHere().run(request)


def _judge(source: str, runner: Runner, seed: int = 0, **shapes: int) -> Outcome:
    layers = Layers(tasks=(LayerTask(layer="Affine", shapes=shapes or LARGE),))
    return judge(source.encode(), "layers.py", layers, LIMITS, runner, seed)


def _finding(outcome: Outcome, array: str = "dW") -> Finding:
    return next(each for each in outcome.report.layers[0].findings if each.array == array)


@pytest.mark.parametrize("place", [(0, 0), (17, 93), (255, 127), (128, 0)])
def test_one_wrong_element_of_many_is_named_with_its_numbers(place: tuple[int, int]) -> None:
    runner = _Counting()
    finding = _finding(_judge(SQUARED.format(change=f"self.dW[{place}] += 0.75"), runner))
    assert (finding.check, finding.element, finding.problem.code) == (
        "derivative",
        place,
        "one_element",
    )
    assert finding.got is not None
    assert finding.expected is not None
    assert finding.got - finding.expected == pytest.approx(0.75, rel=1e-3)
    assert finding.picture is not None
    assert runner.forwards < 150


def test_a_factor_on_all_of_many_elements_is_known_for_all_of_them() -> None:
    finding = _finding(_judge(SQUARED.format(change="self.dW *= -1"), _Counting()))
    assert (finding.check, finding.problem.code) == ("derivative", "wrong_sign")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ("self.dW[::10] += 1.0", "not_the_slope"),
        ("self.dW[:] = 0", "all_zero"),
        ("self.dW[3, 5] += 0.5; self.dW[200, 77] -= 0.75", "not_the_slope"),
    ],
)
def test_other_faults_of_many_elements_are_shown_at_one_that_is_certain(change, code) -> None:
    runner = _Counting()
    finding = _finding(_judge(SQUARED.format(change=change), runner))
    assert (finding.check, finding.problem.code) == ("derivative", code)
    assert finding.difference is not None
    assert finding.difference > 1e-3
    assert finding.picture is None  # of most elements nothing is known
    assert runner.forwards < 300


def test_what_is_asked_at_once_is_bounded_and_all_together_is_as_well() -> None:
    runner = _Counting()
    _judge(SQUARED.format(change="self.dW[::10] += 1.0"), runner)
    assert max(runner.sizes) <= max(REQUEST_BYTES, runner.largest_case)
    assert sum(runner.sizes) < 400 * 450_000  # a forward takes x and W, 394 kB


def test_small_gradients_are_measured_whole() -> None:
    finding = _finding(
        _judge(SQUARED.format(change="self.dW[2] += 1.0"), _Counting(), N=5, D=8, M=6)
    )
    assert finding.picture is not None
    assert (finding.picture.rows, finding.problem.code) == (8, "one_slice")


@pytest.mark.skipif(not UPLOAD.exists(), reason="needs the cases beside the repository")
def test_the_uploaded_file_of_images_is_judged(code_runner: Runner) -> None:
    sizes = {"N": 8, "C": 3, "H": 28, "W": 28}
    layers = Layers(tasks=(LayerTask(layer="Conv2D", shapes=sizes),))
    source = (UPLOAD / "layers.py").read_bytes()
    outcome = judge(source, "layers.py", layers, LIMITS, code_runner, 0)
    assert outcome.verdict is Verdict.WRONG_VALUE
    codes = {each.array: each.problem.code for each in outcome.report.layers[0].findings}
    assert codes == {"y": "kernel_flipped", "dx": "all_zero", "dW": "all_zero"}

"""Single precision inside is known by its rounding; smooth code, right or wrong, has none."""

import pytest

from grader.definition.layer_tasks import Layers, LayerTask
from grader.layers.judge import judge
from grader.reports import Outcome
from grader.sandbox.runner import Limits
from tests.examples import seeds
from tests.runner_here import RunnerHere

LIMITS = Limits(wall_s=20, cpu_s=20, memory_bytes=512_000_000, output_bytes=100_000)
SEEDS = seeds(12)
SIGMOID = """
import numpy as np
class Sigmoid:
    def forward(self, x):
        self.y = {y}
        return {out}
    def backward(self, dout):
        return {dx}
"""
SOFTMAX_WITH_LOSS = """
import numpy as np
class SoftmaxWithLoss:
    def forward(self, x, t):
        e = np.exp(x - x.max(axis=1, keepdims=True))
        self.y, self.t = e / e.sum(axis=1, keepdims=True), t
        return float(np.float32({scale} * -(t * np.log(self.y + 1e-12)).sum() / len(x)))
    def backward(self, dout=1.0):
        return dout * {scale} * {factor} * (self.y - self.t) / len(self.y)
"""
Y = "0.5 * (1 + np.tanh(0.5 * x))"
Y32 = "0.5 * (1 + np.tanh(0.5 * x.astype(np.float32)).astype(float))"
Y16 = "(0.5 * (1 + np.tanh(0.5 * x))).astype(np.float16).astype(float)"
DX = "dout * self.y * (1 - self.y)"


def _sigmoid(y: str = Y, out: str = "self.y", dx: str = DX) -> str:
    return SIGMOID.format(y=y, out=out, dx=dx)


def _judged(source: str, seed: int, layer: str = "Sigmoid") -> Outcome:
    layers = Layers(tasks=(LayerTask(layer=layer),))
    return judge(source.encode(), "layers.py", layers, LIMITS, RunnerHere(), seed)


def _codes(outcome: Outcome) -> list[str]:
    return [each.problem.code for each in outcome.report.layers[0].findings]


@pytest.mark.parametrize(
    "source",
    [
        _sigmoid(Y32),
        _sigmoid("0.5 * (1 + np.tanh(0.5 * x.astype(np.float32)))"),
        _sigmoid(out="self.y.astype(np.float32).astype(float)"),
        _sigmoid(dx=f"({DX}).astype(np.float32).astype(float)"),
        _sigmoid(dx="dout.astype(np.float32) * self.y * (1 - self.y)"),
    ],
)
def test_single_precision_inside_costs_nothing(source: str) -> None:
    for seed in SEEDS:
        outcome = _judged(source, seed)
        assert (outcome.points, _codes(outcome), outcome.report.notes) == (1.0, [], ())


def test_a_loss_that_was_rounded_is_the_same_loss() -> None:
    source = SOFTMAX_WITH_LOSS.format(scale=1, factor=1)
    for seed in seeds(60):
        assert _judged(source, seed, "SoftmaxWithLoss").points == 1.0


@pytest.mark.parametrize("factor", ["2", "1.01", "-1"])
def test_wrong_gradients_with_single_precision_inside_are_caught(factor: str) -> None:
    for seed in SEEDS:
        assert _judged(_sigmoid(Y32, dx=f"{factor} * {DX}"), seed).points == 0.5
        loss = SOFTMAX_WITH_LOSS.format(scale=1, factor=factor)
        assert _judged(loss, seed, "SoftmaxWithLoss").points == 0.5


@pytest.mark.parametrize("scale", ["2", "1.001"])
def test_a_smooth_wrong_forward_is_blamed_and_its_gradient_is_judged_by_it(scale: str) -> None:
    right = f"dout * self.y * (1 - self.y / {scale})"
    for seed in SEEDS:
        assert _judged(_sigmoid(f"{scale} * {Y}", dx=right), seed).points == 0.5
        assert _judged(_sigmoid(f"{scale} * {Y}", dx=f"1.1 * {right}"), seed).points == 0.0


def test_half_precision_is_noted_and_what_it_loses_is_no_false_derivative() -> None:
    for seed in SEEDS:
        outcome = _judged(_sigmoid(Y16), seed)
        assert [note.code for note in outcome.report.notes] == ["half_precision"]
        assert outcome.points == 1.0
        twice = _judged(_sigmoid(Y16, dx=f"2 * {DX}"), seed)
        assert (twice.points, _codes(twice)) == (0.5, ["lost_in_half_precision"])


def test_decimals_are_not_taken_for_half_precision() -> None:
    for seed in SEEDS:
        assert _judged(_sigmoid(out="np.round(self.y, 2)"), seed).points < 1.0


def test_zero_by_zero_where_anything_is_right_is_not_blamed_in_the_full_examination() -> None:
    source = """
import numpy as np
class CrossEntropy:
    def forward(self, p, t):
        self.p, self.t = p, t
        return -np.sum(t * np.log(p + 1e-12)) / len(p)
    def backward(self, dout=1):
        return -dout * self.t / self.p / len(self.p)
"""
    layers = Layers(tasks=(LayerTask(layer="CrossEntropy"),))
    for seed in SEEDS:
        found = judge(
            source.encode(), "layers.py", layers, LIMITS, RunnerHere(), seed, thorough=True
        )
        assert _codes(found) == []

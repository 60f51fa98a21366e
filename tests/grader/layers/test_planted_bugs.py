"""Planted bugs: each is one small change to right code, and is caught with its array and cause."""

from dataclasses import dataclass

import pytest

from grader.layers.kinds import KINDS
from grader.verdicts import Verdict


@dataclass(frozen=True)
class Bug:
    """A change of `old` to `new`, and what the judge should say of it."""

    layer: str
    old: str
    new: str
    arrays: tuple[str, ...]
    code: str


SIGMOID_END = (
    "return self.y\n\n    def backward(self, dout):\n        return dout * self.y * (1 - self.y)"
)
BUGS = {
    # Add and Multiply
    "difference instead of sum": Bug(
        "Add", "return x + y", "return x - y", ("out",), "unexplained_value"
    ),
    "y counted twice": Bug(
        "Add", "return dout, dout", "return dout, 2 * dout", ("dy",), "wrong_factor"
    ),
    "sign of dy": Bug("Add", "return dout, dout", "return dout, -dout", ("dy",), "wrong_sign"),
    "upstream ignored by a sum": Bug(
        "Add", "return dout, dout", "return dout, np.ones_like(dout)", ("dy",), "upstream_ignored"
    ),
    "one gradient for two": Bug(
        "Add", "return dout, dout", "return dout", ("dx", "dy"), "wrong_count"
    ),
    "adding into the input": Bug(
        "Add", "return x + y", "x += y\n        return x", ("out",), "input_overwritten"
    ),
    "gradients swapped": Bug(
        "Multiply", "return dx, dy", "return dy, dx", ("dx", "dy"), "gradients_swapped"
    ),
    "upstream ignored": Bug(
        "Multiply", "dx = dout * self.y", "dx = self.y", ("dx",), "upstream_ignored"
    ),
    "upstream passed on": Bug(
        "Multiply", "dx = dout * self.y", "dx = dout", ("dx",), "upstream_passed_on"
    ),
    "derivative by division": Bug(
        "Multiply", "dy = dout * self.x", "dy = dout * self.x**2 / self.x", ("dy",), "not_finite"
    ),
    "backward writes into x": Bug(
        "Multiply",
        "dy = dout * self.x",
        "self.x *= dout\n        dy = self.x",
        ("dx", "dy"),
        "input_overwritten",
    ),
    # Affine
    "bias forgotten": Bug("Affine", "self.W + self.b", "self.W", ("y",), "bias_missing"),
    "bias subtracted": Bug(
        "Affine", "self.W + self.b", "self.W - self.b", ("y",), "unexplained_value"
    ),
    "dW transposed": Bug(
        "Affine",
        "self.dW = self.x.T @ dout",
        "self.dW = dout.T @ self.x",
        ("dW",),
        "transposed_shape",
    ),
    "dW averaged": Bug(
        "Affine",
        "self.dW = self.x.T @ dout",
        "self.dW = self.x.T @ dout / len(dout)",
        ("dW",),
        "averaged",
    ),
    "dW off in one element by 1 %": Bug(
        "Affine",
        "self.dW = self.x.T @ dout",
        "self.dW = self.x.T @ dout\n        self.dW[2, 1] *= 1.01",
        ("dW",),
        "unexplained_value",
    ),
    "dW piles up": Bug(
        "Affine",
        "self.dW = self.x.T @ dout",
        "self.dW = getattr(self, 'dW', 0) + self.x.T @ dout",
        ("dW",),
        "accumulated",
    ),
    "dW made and never filled": Bug(
        "Affine",
        "self.dW = self.x.T @ dout",
        "self.dW = np.zeros(self.W.shape)",
        ("dW",),
        "all_zero",
    ),
    "dW not stored": Bug("Affine", "self.dW =", "dW =", ("dW",), "gradient_missing"),
    "db not summed": Bug(
        "Affine", "self.db = dout.sum(axis=0)", "self.db = dout", ("db",), "batch_sum_missing"
    ),
    "db averaged": Bug(
        "Affine", "self.db = dout.sum(axis=0)", "self.db = dout.mean(axis=0)", ("db",), "averaged"
    ),
    "db summed along the wrong axis": Bug(
        "Affine", "self.db = dout.sum(axis=0)", "self.db = dout.sum(axis=1)", ("db",), "wrong_shape"
    ),
    "db ignores upstream": Bug(
        "Affine",
        "self.db = dout.sum(axis=0)",
        "self.db = np.full(self.b.shape, float(len(dout)))",
        ("db",),
        "upstream_ignored",
    ),
    "dx doubled": Bug(
        "Affine", "return dout @ self.W.T", "return 2 * dout @ self.W.T", ("dx",), "wrong_factor"
    ),
    "dx transposed": Bug(
        "Affine",
        "return dout @ self.W.T",
        "return (dout @ self.W.T).T",
        ("dx",),
        "transposed_shape",
    ),
    "the first batch is kept for ever": Bug(
        "Affine", "self.x = x", "self.x = getattr(self, 'x', x)", ("dx", "dW", "db"), "stale_cache"
    ),
    "weights updated on the way": Bug(
        "Affine",
        "return dout @ self.W.T",
        "dx = dout @ self.W.T\n        self.W -= self.dW\n        return dx",
        ("dx", "dW", "db"),
        "input_overwritten",
    ),
    # Sigmoid
    "exponent without minus": Bug(
        "Sigmoid",
        "return self.y\n",
        "self.y = 1 - self.y\n        return self.y\n",
        ("y",),
        "exponent_sign",
    ),
    "derivative of x": Bug(
        "Sigmoid",
        SIGMOID_END,
        "self.x = x\n        return self.y\n\n"
        "    def backward(self, dout):\n        return dout * self.x * (1 - self.x)",
        ("dx",),
        "wrong_variable",
    ),
    "factor y left out": Bug(
        "Sigmoid", "dout * self.y * (1 - self.y)", "dout * (1 - self.y)", ("dx",), "factor_left_out"
    ),
    "factor 1 - y left out": Bug(
        "Sigmoid", "dout * self.y * (1 - self.y)", "dout * self.y", ("dx",), "factor_left_out"
    ),
    "sigmoid ignores upstream": Bug(
        "Sigmoid",
        "dout * self.y * (1 - self.y)",
        "self.y * (1 - self.y)",
        ("dx",),
        "upstream_ignored",
    ),
    "sigmoid by exp(x) alone": Bug(
        "Sigmoid",
        "np.where(x >= 0, 1 / (1 + z), z / (1 + z))",
        "np.exp(x) / (1 + np.exp(x))",
        ("y",),
        "not_finite",
    ),
    "the first output is kept for ever": Bug(
        "Sigmoid",
        SIGMOID_END,
        "self.first = getattr(self, 'first', self.y)\n        return self.y\n\n"
        "    def backward(self, dout):\n        y = self.first[: len(dout)]\n"
        "        return dout * y * (1 - y)",
        ("dx",),
        "stale_cache",
    ),
    "works on several rows only": Bug(
        "Sigmoid",
        "return dout * self.y * (1 - self.y)",
        "return dout * self.y * (1 - self.y) * (1 if len(dout) > 1 else 0.5)",
        ("dx",),
        "batch_of_one",
    ),
    "outputs wait in a queue": Bug(
        "Sigmoid",
        SIGMOID_END,
        "self.waiting = [*getattr(self, 'waiting', []), self.y]\n        return self.y\n\n"
        "    def backward(self, dout):\n        y = self.waiting.pop(0)\n"
        "        return dout * y * (1 - y)",
        ("dx",),
        "stale_cache",
    ),
    # ReLU
    "not rectified": Bug("ReLU", "np.where(self.mask, x, 0.0)", "x * 1", ("y",), "not_rectified"),
    "absolute value": Bug(
        "ReLU", "np.where(self.mask, x, 0.0)", "abs(x)", ("y",), "unexplained_value"
    ),
    "mask forgotten": Bug(
        "ReLU", "return dout * self.mask", "return dout", ("dx",), "upstream_passed_on"
    ),
    "mask the wrong way round": Bug(
        "ReLU", "return dout * self.mask", "return dout * ~self.mask", ("dx",), "unexplained_value"
    ),
    "relu ignores upstream": Bug(
        "ReLU", "return dout * self.mask", "return 1.0 * self.mask", ("dx",), "upstream_ignored"
    ),
    "writes into x": Bug(
        "ReLU",
        "return np.where(self.mask, x, 0.0)",
        "x[~self.mask] = 0\n        return x",
        ("y",),
        "input_overwritten",
    ),
    "mask of the wrong array at zero": Bug(
        "ReLU",
        "return dout * self.mask",
        "return dout * self.mask + 2 * dout * (self.x0 == 0)",
        ("dx",),
        "at_zero",
    ),
    "clipped at six": Bug(
        "ReLU", "np.where(self.mask, x, 0.0)", "np.clip(x, 0, 6)", ("y",), "large_values"
    ),
    "the largest mask wins": Bug(
        "ReLU",
        "self.mask = x > 0",
        "self.mask = getattr(self, 'mask', x > 0) if len(x) > 2 else x > 0",
        ("y",),
        "stale_cache",
    ),
    # SoftmaxWithLoss
    "loss not averaged": Bug(
        "SoftmaxWithLoss", "log_p).sum() / len(x)", "log_p).sum()", ("loss",), "not_averaged"
    ),
    "loss without minus": Bug(
        "SoftmaxWithLoss", "return -(t", "return (t", ("loss",), "wrong_sign"
    ),
    "loss averaged over elements": Bug(
        "SoftmaxWithLoss", "log_p).sum() / len(x)", "log_p).mean()", ("loss",), "wrong_factor"
    ),
    "softmax along the wrong axis": Bug(
        "SoftmaxWithLoss", "axis=1", "axis=0", ("loss", "dx"), "wrong_axis"
    ),
    "exp overflows": Bug(
        "SoftmaxWithLoss",
        "shifted = x - x.max(axis=1, keepdims=True)",
        "shifted = x",
        ("loss",),
        "not_finite",
    ),
    "target forgotten": Bug(
        "SoftmaxWithLoss", "(self.p - self.t)", "self.p", ("dx",), "target_forgotten"
    ),
    "dx not averaged": Bug("SoftmaxWithLoss", " / len(self.p)", "", ("dx",), "not_averaged"),
    "dx with the wrong sign": Bug(
        "SoftmaxWithLoss", "(self.p - self.t)", "(self.t - self.p)", ("dx",), "wrong_sign"
    ),
    "diagonal of the Jacobian": Bug(
        "SoftmaxWithLoss", "(self.p - self.t)", "-self.t * (1 - self.p)", ("dx",), "diagonal_only"
    ),
    "dx zero": Bug("SoftmaxWithLoss", "(self.p - self.t)", "0 * self.p", ("dx",), "all_zero"),
}
# Where the array that the report names is not one that earns points.
WRITTEN_INTO = {
    "adding into the input": ("x",),
    "backward writes into x": ("x",),
    "weights updated on the way": ("W",),
    "writes into x": ("x",),
}
# A second change that the first one needs.
ALSO = {
    "mask of the wrong array at zero": [("self.mask = x > 0", "self.mask, self.x0 = x > 0, x")],
}


def _plant(plain: str, name: str) -> str:
    """The right code with one bug in its class."""
    bug = BUGS[name]
    start = plain.index(f"class {bug.layer}:")
    end = plain.find("\nclass ", start)
    body = plain[start : end if end > 0 else None]
    for old, new in ((bug.old, bug.new), *ALSO.get(name, ())):
        assert old in body, old
        body = body.replace(old, new)
    return "import numpy as np\n\n\n" + body


def test_there_are_at_least_twenty_five_bugs_in_every_layer_together() -> None:
    assert len(BUGS) >= 25
    assert len({bug.layer for bug in BUGS.values()}) == 6


@pytest.mark.parametrize("name", BUGS)
def test_a_planted_bug_is_caught_with_its_array_and_cause(judged, plain: str, name: str) -> None:
    bug = BUGS[name]
    outcome = judged(_plant(plain, name), layers=[bug.layer], here=True)
    (report,) = outcome.report.layers
    told = {finding.problem.code for finding in report.findings}
    lost = len(bug.arrays) / len(KINDS[bug.layer].specification().arrays)
    assert bug.code in told
    assert report.points == pytest.approx(report.max_points * (1 - lost)), report.findings
    assert outcome.verdict in {Verdict.WRONG_VALUE, Verdict.WRONG_GRADIENT, Verdict.ERROR_IN_CODE}
    named = {finding.array for finding in report.findings if finding.array is not None}
    assert named <= {*bug.arrays, *WRITTEN_INTO.get(name, ())}
    assert named


@pytest.mark.parametrize("name", BUGS)
def test_a_planted_bug_is_caught_whatever_the_seed(judged, plain: str, name: str) -> None:
    source, layer = _plant(plain, name), BUGS[name].layer
    for seed in range(1, 11):
        outcome = judged(source, seed, layers=[layer], here=True)
        assert outcome.verdict is not Verdict.SCORED, seed
        assert BUGS[name].code in {
            finding.problem.code for finding in outcome.report.layers[0].findings
        }, seed

"""Planted bugs: each is one small change to right code, and is caught with its array and cause."""

from dataclasses import dataclass

import pytest

from grader.layers.catalogue import KINDS
from grader.verdicts import Verdict
from tests.examples import seeds


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
    "difference instead of sum": Bug("Add", "return x + y", "return x - y", ("out",), "term_sign"),
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
        "Multiply",
        "dy = dout * self.x",
        "dy = dout * self.x**2 / self.x",
        ("dy",),
        "division_by_zero",
    ),
    "backward writes into x": Bug(
        "Multiply",
        "dy = dout * self.x",
        "self.x *= dout\n        dy = self.x",
        ("dx", "dy"),
        "input_overwritten",
    ),
    # Max
    "the smaller one wins": Bug(
        "Max", "np.where(self.x_wins, x, y)", "np.minimum(x, y)", ("out",), "wrong_reduction"
    ),
    "the loser gets the gradient": Bug(
        "Max", "return dx, dy", "return dy, dx", ("dx", "dy"), "gradients_swapped"
    ),
    "both get the gradient": Bug(
        "Max", "np.where(self.x_wins, 0.0, dout)", "dout", ("dy",), "decided_once"
    ),
    "max ignores upstream": Bug(
        "Max", "np.where(self.x_wins, dout, 0.0)", "1.0 * self.x_wins", ("dx",), "upstream_ignored"
    ),
    "half of the gradient for each": Bug(
        "Max", "np.where(self.x_wins, dout, 0.0)", "dout / 2", ("dx",), "wrong_reduction"
    ),
    "the first winners are kept for ever": Bug(
        "Max",
        "self.x_wins = x > y",
        "self.x_wins = getattr(self, 'x_wins', x > y)[: len(x)]",
        ("dx", "dy"),
        "stale_cache",
    ),
    "max writes into x": Bug(
        "Max",
        "return np.where(self.x_wins, x, y)",
        "return np.maximum(x, y, out=x)",
        ("out",),
        "input_overwritten",
    ),
    # Affine
    "bias forgotten": Bug("Affine", "self.W + self.b", "self.W", ("y",), "bias_missing"),
    "bias subtracted": Bug("Affine", "self.W + self.b", "self.W - self.b", ("y",), "term_sign"),
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
        "one_element",
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
        "parameter_changed",
    ),
    # BatchNorm
    "one mean for all columns": Bug(
        "BatchNorm",
        "x.mean(axis=0), x.var(axis=0)",
        "x.mean(), x.var()",
        ("y", "dx"),
        "wrong_axis",
    ),
    "divided by the variance": Bug(
        "BatchNorm", "np.sqrt(var + 1e-7)", "var + 1e-7", ("y", "dx"), "not_rooted"
    ),
    "normalised by N - 1": Bug(
        "BatchNorm", "x.var(axis=0)", "x.var(axis=0, ddof=1)", ("y", "dx"), "divided_by_less"
    ),
    "normalised by running statistics in training": Bug(
        "BatchNorm",
        "        else:\n            mean, var =",
        "        mean, var =",
        ("y", "dx"),
        "unexplained_value",
    ),
    "beta forgotten": Bug("BatchNorm", "self.z + self.beta", "self.z", ("y",), "bias_missing"),
    "evaluation by the batch": Bug(
        "BatchNorm", "if train:", "if True:", ("y",), "batch_statistics"
    ),
    "momentum the wrong way round": Bug(
        "BatchNorm",
        "keep, take = self.momentum, 1 - self.momentum",
        "take, keep = self.momentum, 1 - self.momentum",
        ("y",),
        "running_statistics",
    ),
    "running mean never moves": Bug(
        "BatchNorm",
        "self.running_mean = keep * self.running_mean + take * mean",
        "pass",
        ("y",),
        "not_tracked",
    ),
    "only the last batch counts": Bug(
        "BatchNorm", "keep * self.running_var + take * var", "var", ("y",), "running_statistics"
    ),
    "evaluation moves the statistics": Bug(
        "BatchNorm",
        "mean, var = self.running_mean, self.running_var",
        "mean, var = self.running_mean, self.running_var\n"
        "            self.running_mean = 0.9 * mean + 0.1 * x.mean(axis=0)",
        ("y",),
        "running_statistics",
    ),
    "centres x in place": Bug(
        "BatchNorm",
        "self.std = np.sqrt",
        "x -= mean\n        mean = 0\n        self.std = np.sqrt",
        ("y",),
        "input_overwritten",
    ),
    "mean and variance taken for constants": Bug(
        "BatchNorm",
        "(g - g.mean(axis=0) - self.z * (g * self.z).mean(axis=0))",
        "g",
        ("dx",),
        "statistics_as_constants",
    ),
    "variance taken for a constant": Bug(
        "BatchNorm",
        " - self.z * (g * self.z).mean(axis=0)",
        "",
        ("dx",),
        "variance_path_missing",
    ),
    "gamma left out": Bug(
        "BatchNorm", "g = dout * self.gamma", "g = dout", ("dx",), "gamma_left_out"
    ),
    "dgamma averaged": Bug(
        "BatchNorm",
        "(dout * self.z).sum(axis=0)",
        "(dout * self.z).mean(axis=0)",
        ("dgamma",),
        "averaged",
    ),
    "dgamma of what was not normalised": Bug(
        "BatchNorm",
        "(dout * self.z).sum(axis=0)",
        "(dout * self.z * self.std).sum(axis=0)",
        ("dgamma",),
        "wrong_variable",
    ),
    "dgamma piles up": Bug(
        "BatchNorm",
        "self.dgamma = (",
        "self.dgamma = getattr(self, 'dgamma', 0) + (",
        ("dgamma",),
        "accumulated",
    ),
    "dbeta not summed": Bug(
        "BatchNorm", "dout.sum(axis=0)", "dout", ("dbeta",), "batch_sum_missing"
    ),
    "dbeta not stored": Bug("BatchNorm", "self.dbeta =", "dbeta =", ("dbeta",), "gradient_missing"),
    "dgamma and dbeta swapped": Bug(
        "BatchNorm",
        "self.dbeta = dout.sum(axis=0)",
        "self.dbeta, self.dgamma = self.dgamma, dout.sum(axis=0)",
        ("dgamma", "dbeta"),
        "gradients_swapped",
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
        "overflow",
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
    # Tanh
    "y not squared": Bug("Tanh", "(1 - self.y**2)", "(1 - self.y)", ("dx",), "not_squared"),
    "derivative of the sigmoid": Bug(
        "Tanh", "(1 - self.y**2)", "self.y * (1 - self.y)", ("dx",), "other_function"
    ),
    "tanh squares x": Bug(
        "Tanh",
        "self.y = np.tanh(x)\n        return self.y",
        "self.y = x\n        return np.tanh(x)",
        ("dx",),
        "wrong_variable",
    ),
    "tanh ignores upstream": Bug(
        "Tanh", "dout * (1 - self.y**2)", "1 - self.y**2", ("dx",), "upstream_ignored"
    ),
    "tanh by exponentials": Bug(
        "Tanh",
        "np.tanh(x)",
        "(np.exp(x) - np.exp(-x)) / (np.exp(x) + np.exp(-x))",
        ("y",),
        "overflow",
    ),
    "fraction upside down": Bug(
        "Tanh", "return self.y\n", "return 1 / self.y\n", ("y",), "part_replaced"
    ),
    # ReLU
    "not rectified": Bug("ReLU", "np.where(self.mask, x, 0.0)", "x * 1", ("y",), "not_rectified"),
    "absolute value": Bug("ReLU", "np.where(self.mask, x, 0.0)", "abs(x)", ("y",), "not_rectified"),
    "mask forgotten": Bug(
        "ReLU", "return dout * self.mask", "return dout", ("dx",), "upstream_passed_on"
    ),
    "mask the wrong way round": Bug(
        "ReLU", "return dout * self.mask", "return dout * ~self.mask", ("dx",), "mask_inverted"
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
    # Softmax
    "normalised over the whole batch": Bug(
        "Softmax",
        "e.sum(axis=1, keepdims=True)",
        "e.sum()",
        ("y", "dx"),
        "normalised_over_everything",
    ),
    "columns summed": Bug(
        "Softmax",
        "e.sum(axis=1, keepdims=True)",
        "e.sum(axis=0, keepdims=True)",
        ("y", "dx"),
        "wrong_axis",
    ),
    "softmax overflows": Bug(
        "Softmax",
        "np.exp(x - x.max(axis=1, keepdims=True))",
        "np.exp(x)",
        ("y",),
        "not_finite",
    ),
    "diagonal of the Jacobian alone": Bug(
        "Softmax",
        "self.y * (dout - inner)",
        "dout * self.y * (1 - self.y)",
        ("dx",),
        "diagonal_only",
    ),
    "inner product forgotten": Bug(
        "Softmax", "self.y * (dout - inner)", "self.y * dout", ("dx",), "softmax_sum_missing"
    ),
    "inner product over the whole batch": Bug(
        "Softmax",
        "(dout * self.y).sum(axis=1, keepdims=True)",
        "(dout * self.y).sum()",
        ("dx",),
        "axis_of_part",
    ),
    "dout taken for labels": Bug(
        "Softmax", "self.y * (dout - inner)", "self.y - dout", ("dx",), "other_function"
    ),
    "softmax averaged": Bug(
        "Softmax",
        "self.y * (dout - inner)",
        "self.y * (dout - inner) / len(dout)",
        ("dx",),
        "averaged",
    ),
    # SoftmaxWithLoss
    "loss not averaged": Bug(
        "SoftmaxWithLoss", "log_p).sum() / len(x)", "log_p).sum()", ("loss",), "not_averaged"
    ),
    "loss without minus": Bug(
        "SoftmaxWithLoss", "return -(t", "return (t", ("loss",), "wrong_sign"
    ),
    "loss averaged over elements": Bug(
        "SoftmaxWithLoss", "log_p).sum() / len(x)", "log_p).mean()", ("loss",), "named_factor"
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
    "max writes into x": ("x",),
    "centres x in place": ("x",),
}
# A second change that the first one needs.
ALSO = {
    "mask of the wrong array at zero": [("self.mask = x > 0", "self.mask, self.x0 = x > 0, x")],
    "the first winners are kept for ever": [("np.where(self.x_wins, x, y)", "np.maximum(x, y)")],
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
    assert len({bug.layer for bug in BUGS.values()}) == 10


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


@pytest.mark.long
@pytest.mark.parametrize("name", BUGS)
def test_a_planted_bug_is_caught_whatever_the_seed(judged, plain: str, name: str) -> None:
    source, layer = _plant(plain, name), BUGS[name].layer
    for seed in seeds(10):
        outcome = judged(source, seed, layers=[layer], here=True)
        assert outcome.verdict is not Verdict.SCORED, seed
        assert BUGS[name].code in {
            finding.problem.code for finding in outcome.report.layers[0].findings
        }, seed

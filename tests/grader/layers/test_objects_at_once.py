"""State that objects share: right for one layer alone, wrong in any network of two."""

import pytest

from grader.definition.layer_tasks import Layers, LayerTask
from grader.layers.judge import judge
from grader.reports import Outcome
from grader.sandbox.runner import Limits
from tests.examples import seeds
from tests.runner_here import RunnerHere

LIMITS = Limits(20.0, 20.0, 512_000_000, 100_000)
SEEDS = seeds(10)
AFFINE = """
import numpy as np
{above}
class Affine:
    {members}
    def __init__(self, W, b{arguments}):
        self.W, self.b = W, b
        {more}
    def forward(self, x):
        {keep}
        {output}
    def backward(self, dout):
        x = {kept}
        {gradients}
        return dout @ self.W.T
"""
PLAIN = {
    "above": "",
    "members": "pass",
    "arguments": "",
    "more": "pass",
    "keep": "self.x = x",
    "output": "return x @ self.W + self.b",
    "kept": "self.x",
    "gradients": "self.dW, self.db = x.T @ dout, dout.sum(axis=0)",
}
SHARED = {
    "the class keeps x": {"keep": "Affine.x = x"},
    "a global keeps x": {"above": "KEPT = {}", "keep": "KEPT['x'] = x", "kept": "KEPT['x']"},
    "a default argument keeps x": {
        "arguments": ", kept={}",
        "more": "self.kept = kept",
        "keep": "self.kept['x'] = x",
        "kept": "self.kept['x']",
    },
    "a list of the class keeps x": {
        "members": "stack = []",
        "keep": "self.stack.append(x)",
        "kept": "self.stack.pop()",
    },
    "the class keeps W": {"more": "Affine.V = W", "output": "return x @ self.V + self.b"},
    "the class keeps the shape": {
        "keep": "self.x = x; Affine.rows = len(x)",
        "gradients": "self.dW, self.db = x.T @ dout, dout[:Affine.rows].sum(axis=0)",
    },
    "the class keeps the gradients": {
        "members": "dW = np.zeros((4, 3)); db = np.zeros(3)",
        "gradients": "self.dW[...], self.db[...] = x.T @ dout, dout.sum(axis=0)",
    },
    "gradients of all objects pile up": {
        "members": "total = []",
        "gradients": "self.total.append(x.T @ dout); self.dW = sum(self.total); "
        "self.db = dout.sum(axis=0)",
    },
    "all objects return one buffer": {
        "above": "BUFFERS = {}",
        "output": "y = BUFFERS.setdefault((len(x), self.b.size), np.zeros((len(x), self.b.size))); "
        "y[...] = x @ self.W + self.b; return y",
    },
    "the second object is built otherwise": {
        "members": "count = 0",
        "more": "Affine.count += 1; self.b = b if Affine.count % 2 else 0 * b",
    },
}
DROPOUT = """
import numpy as np
class Dropout:
    def __init__(self, rate):
        self.rate, self.training = rate, True
    def forward(self, x, train):
        self.training = {training}
        self.mask = np.ones_like(x)
        if self.training:
            self.mask = (np.random.rand(*x.shape) >= self.rate) / (1 - self.rate)
        return x * self.mask
    def backward(self, dout):
        return dout * self.mask
"""


def _judge(source: str, layer: str, seed: int) -> Outcome:
    layers = Layers(tasks=(LayerTask(layer=layer),))
    return judge(source.encode(), "layers.py", layers, LIMITS, RunnerHere(), seed)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("fault", SHARED.values(), ids=list(SHARED))
def test_what_objects_share_costs_points(fault: dict[str, str], seed: int) -> None:
    outcome = _judge(AFFINE.format(**PLAIN | fault), "Affine", seed)
    assert outcome.points is not None
    assert outcome.points < 1
    assert outcome.report.layers[0].findings


def test_an_object_that_keeps_to_itself_has_all_points() -> None:
    buffer = "self.y = x @ self.W + self.b; return self.y"
    for source in (AFFINE.format(**PLAIN), AFFINE.format(**PLAIN | {"output": buffer})):
        assert all(_judge(source, "Affine", seed).points == 1 for seed in SEEDS)


def test_a_value_of_a_shared_cache_is_told_as_shared_state() -> None:
    (layer,) = _judge(
        AFFINE.format(**PLAIN | SHARED["a global keeps x"]), "Affine", 0
    ).report.layers
    assert layer.findings[0].problem.code == "shared_state"


def test_a_shared_buffer_is_told_as_an_output_that_changed() -> None:
    source = AFFINE.format(**PLAIN | SHARED["all objects return one buffer"])
    (finding,) = _judge(source, "Affine", 0).report.layers[0].findings
    assert (finding.problem.code, finding.array) == ("output_overwritten", "y")


def test_evaluation_is_not_for_good() -> None:
    for seed in SEEDS:
        assert _judge(DROPOUT.format(training="train"), "Dropout", seed).points == 1
        ended = _judge(DROPOUT.format(training="self.training and train"), "Dropout", seed)
        assert ended.points is not None
        assert ended.points < 1

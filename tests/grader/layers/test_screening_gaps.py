"""Mistakes that few calls could let pass: each needs its own kind of input, or order of calls."""

from dataclasses import dataclass, field

import pytest

from grader.definition.layer_tasks import Layers, LayerTask
from grader.layers.checks.screening import screening_for
from grader.layers.judge import judge
from grader.sandbox.runner import Limits
from grader.verdicts import Verdict
from tests.examples import seeds
from tests.runner_here import RunnerHere, load, quietly

LIMITS = Limits(20.0, 20.0, 512_000_000, 100_000)
SEEDS = seeds(20)


@dataclass(frozen=True)
class Gap:
    """Wrong code, and the bundle in which it is asked for."""

    name: str
    layer: str
    source: str
    shapes: dict[str, int] = field(default_factory=dict)
    arguments: dict[str, float] = field(default_factory=dict)


AFFINE = """
class Affine:
    def __init__(self, W, b):
        self.W, self.b, self.x = W, b, None
    def forward(self, x):
        {keep}
        return x @ self.W + self.b
    def backward(self, dout):
        {gradients}
        return {returned}
"""
STORED = "self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)"
RELU = """
class ReLU:
    mask, masks = None, {{}}
    def forward(self, x):
        {keep}
        return {output}
    def backward(self, dout):
        return {gradient}
"""
MAX_POOL = """
class MaxPool:
    def __init__(self, pool_h, pool_w, stride):
        self.size, self.stride, self.dx = (pool_h, pool_w), stride, np.zeros(0)
    def windows(self, x):
        (ph, pw), s = self.size, self.stride
        for a in range((x.shape[2] - ph) // s + 1):
            for b in range((x.shape[3] - pw) // s + 1):
                yield a, b, np.s_[:, :, a * s : a * s + ph, b * s : b * s + pw]
    def forward(self, x):
        self.x = x
        a, b, _ = list(self.windows(x))[-1]
        y = {start}
        for a, b, window in self.windows(x):
            y[:, :, a, b] = np.maximum(y[:, :, a, b], x[window].max(axis=(2, 3)))
        return y
    def backward(self, dout):
        dx = {buffer}
        for a, b, window in self.windows(self.x):
            part = self.x[window]
            mask = part == part.max(axis=(2, 3), keepdims=True)
            mask = mask / mask.sum(axis=(2, 3), keepdims=True)
            dx[window] += mask * dout[:, :, a, b, None, None]
        return dx
"""
LOW, ZERO = (f"np.full((*x.shape[:2], a + 1, b + 1), {start})" for start in ("-np.inf", "0.0"))
FRESH = "np.zeros_like(self.x)"
KEPT = "self.dx = self.dx if self.dx.shape == self.x.shape else np.zeros_like(self.x)"
SOFTMAX_WITH_LOSS = """
class SoftmaxWithLoss:
    def forward(self, x, t):
        e = np.exp(x - x.max(axis=1, keepdims=True))
        self.p, self.t = e / e.sum(axis=1, keepdims=True), t
        return -(t * np.log(self.p + 1e-7)).sum() / len(x)
    def backward(self, dout=1):
        return dout * (self.p - self.t)
"""

GAPS = [
    Gap(
        "both stored under one name",
        "Affine",
        AFFINE.format(
            keep="self.x = x",
            gradients="self.dW = (self.x.T @ dout, dout.sum(axis=0))",
            returned="dout @ self.W.T",
        ),
    ),
    Gap(
        "x kept until the size of the batch changes",
        "Affine",
        AFFINE.format(
            keep="self.x = x.copy() if self.x is None or len(self.x) != len(x) else self.x",
            gradients=STORED,
            returned="dout @ self.W.T",
        ),
    ),
    Gap(
        "wrong for zeros in a batch",
        "Affine",
        AFFINE.format(
            keep="self.x = np.where((x == 0) & (len(x) > 1), 1.0, x)",
            gradients=STORED,
            returned="dout @ self.W.T",
        ),
    ),
    Gap(
        "mask kept until the shape changes",
        "ReLU",
        RELU.format(
            keep="if self.mask is None or self.mask.shape != x.shape: self.mask = x > 0",
            output="np.maximum(x, 0)",
            gradient="dout * self.mask",
        ),
    ),
    *(
        Gap(
            f"masks by shape, batches of {n}",
            "ReLU",
            RELU.format(
                keep="self.mask = self.masks.setdefault(x.shape, x > 0)",
                output="np.maximum(x, 0)",
                gradient="dout * self.mask",
            ),
            {"N": n},
        )
        for n in (1, 2, 3, 5, 32)
    ),
    Gap(
        "one feature, backward 0 / 0 at 0",
        "ReLU",
        RELU.format(
            keep="self.x = x",
            output="np.maximum(x, 0)",
            gradient="dout * (1 + self.x / abs(self.x)) / 2",
        ),
        {"D": 1},
    ),
    Gap(
        "one feature, forward 0 / 0 at 0",
        "ReLU",
        RELU.format(
            keep="self.x = x", output="x * (1 + x / abs(x)) / 2", gradient="dout * (self.x > 0)"
        ),
        {"D": 1},
    ),
    Gap("buffer never emptied", "MaxPool", MAX_POOL.format(start=LOW, buffer=KEPT)),
    *(
        Gap(f"a maximum that starts from 0, {shapes}, {pool}", "MaxPool", source, shapes, pool)
        for source in (MAX_POOL.format(start=ZERO, buffer=FRESH),)
        for shapes, pool in (({}, {}), ({"N": 1}, {}), ({}, {"pool_h": 3, "pool_w": 3}))
    ),
    Gap("not divided by N, batches of one", "SoftmaxWithLoss", SOFTMAX_WITH_LOSS, {"N": 1}),
    Gap("not divided by N, batches of three", "SoftmaxWithLoss", SOFTMAX_WITH_LOSS, {"N": 3}),
]


@pytest.mark.parametrize("gap", GAPS, ids=lambda each: each.name)
def test_it_is_not_admitted_and_blamed_by_the_full_examination(gap: Gap) -> None:
    source = f"import numpy as np\n{gap.source}".encode()
    task = LayerTask(layer=gap.layer, shapes=gap.shapes, arguments=gap.arguments)
    run = load(source, "layers.py", LIMITS)
    for seed in SEEDS:
        screening = screening_for(task, seed)
        with quietly():
            replies = run([script.case for script in screening.scripts]).replies
        assert screening.admit(replies) is None, f"seed {seed}"
        layers = Layers(tasks=(task,))
        outcome = judge(source, "layers.py", layers, LIMITS, RunnerHere(), seed, thorough=True)
        assert outcome.verdict is not Verdict.SCORED, f"seed {seed}"


def test_the_same_without_a_mistake_is_admitted() -> None:
    sources = {
        "Affine": AFFINE.format(keep="self.x = x", gradients=STORED, returned="dout @ self.W.T"),
        "ReLU": RELU.format(
            keep="self.mask = x > 0", output="np.maximum(x, 0)", gradient="dout * self.mask"
        ),
        "MaxPool": MAX_POOL.format(start=LOW, buffer=FRESH),
        "SoftmaxWithLoss": SOFTMAX_WITH_LOSS.replace("self.t)", "self.t) / len(self.t)"),
    }
    for layer, text in sources.items():
        run = load(f"import numpy as np\n{text}".encode(), "layers.py", LIMITS)
        for seed in SEEDS:
            screening = screening_for(LayerTask(layer=layer), seed)
            with quietly():
                replies = run([script.case for script in screening.scripts]).replies
            assert screening.admit(replies) is not None, f"{layer}, seed {seed}"

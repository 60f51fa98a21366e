"""Mistakes that few calls could let pass: each needs its own kind of input, or order of calls."""

from dataclasses import dataclass, field
from pathlib import Path

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
CONV = (Path(__file__).parents[2] / "judge/mutations/right/A/Conv2D/kernel_offsets.py").read_text()
GUARDED = """        if p == 0:
            return dpadded
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
AVERAGE_POOL = """
class AveragePool:
    def __init__(self, pool_h, pool_w, stride):
        self.h, self.w, self.s = pool_h, pool_w, stride
    def forward(self, x):
        h, w, s, (n, c, H, W) = self.h, self.w, self.s, x.shape
        self.shape = x.shape
        if {asked}:
            return x.reshape(n, c, H // h, h, W // w, w).mean(axis=(3, 5))
        rows, columns = range(0, H - h + 1, s), range(0, W - w + 1, s)
        y = [[x[:, :, a : a + h, b : b + w].mean(axis=(2, 3)) for b in columns] for a in rows]
        return np.moveaxis(np.array(y), (0, 1), (2, 3))
    def backward(self, dout):
        h, w, s = self.h, self.w, self.s
        dx = np.zeros(self.shape)
        for a, b in np.ndindex(dout.shape[2:]):
            part = dx[:, :, a * s : a * s + h, b * s : b * s + w]
            part += dout[:, :, a, b, None, None] / (h * w)
        return dx
"""
SIDE_BY_SIDE = "H % h == 0 and W % w == 0"
WINDOWS: tuple[dict[str, float], ...] = (
    {},
    {"pool_h": 2, "pool_w": 3, "stride": 2},
    {"pool_h": 3, "pool_w": 3, "stride": 1},
)
SOFTMAX_WITH_LOSS = """
class SoftmaxWithLoss:
    def forward(self, x, t):
        e = np.exp(x - x.max(axis=1, keepdims=True))
        self.p, self.t = e / e.sum(axis=1, keepdims=True), t
        return -(t * np.log(self.p + 1e-7)).sum() / len(x)
    def backward(self, dout=1):
        return dout * (self.p - self.t)
"""

BATCH_NORM = """
class BatchNorm:
    def __init__(self, gamma, beta, momentum):
        self.gamma, self.beta, self.k, self.n = gamma, beta, momentum, 0
        self.mean, self.var = np.zeros_like(gamma), np.zeros_like(gamma)
    def forward(self, x, train):
        m, v = self.mean, self.var
        if train:
            m, v, self.n = x.mean(axis=0), x.var(axis=0), self.n + 1
            old = {old}
            {first}
            self.mean = old * self.mean + (1 - old) * m
            self.var = old * self.var + (1 - old) * {new_var}
        self.s = np.sqrt(v + 1e-7)
        self.z = (x - m) / self.s
        return self.gamma * self.z + self.beta
    def backward(self, dout):
        self.dgamma, self.dbeta = (dout * self.z).sum(axis=0), dout.sum(axis=0)
        g = dout * self.gamma
        return (g - g.mean(axis=0) - self.z * (g * self.z).mean(axis=0)) / self.s
"""


def batch_norm(old: str = "self.k", first: str = "pass", new_var: str = "v") -> str:
    """BatchNorm. old: the share of earlier batches, first: what is done before they come in."""
    return BATCH_NORM.format(old=old, first=first, new_var=new_var)


NETWORK = """
class {name}:
    def __init__(self, W1, b1, W2, b2, learning_rate=0):
        self.W1, self.b1, self.W2, self.b2, self.rate = W1, b1, W2, b2, learning_rate
    def forward(self, x, t):
        a = x @ self.W1 + self.b1
        self.x, self.t, self.h = x, t, np.where(a < 0, np.exp(-abs(a)), 1) / (1 + np.exp(-abs(a)))
        z = self.h @ self.W2 + self.b2
        e = np.exp(z - z.max(axis=1, keepdims=True))
        self.p = e / e.sum(axis=1, keepdims=True)
        return -np.sum({log}) / len(x)
    def backward(self, dout=1):
        g = dout * (self.p - self.t) / len(self.t)
        self.dW2, self.db2 = self.h.T @ g, g.sum(axis=0)
        g = g @ self.W2.T * self.h * (1 - self.h)
        self.dW1, self.db1 = self.x.T @ g, g.sum(axis=0)
    def update(self):
        self.backward()
        for name in ("W1", "b1", "W2", "b2"):
            setattr(self, name, getattr(self, name) - self.rate * getattr(self, "d" + name))
"""
NETWORKS = ("ThreeLayerPerceptron", "TrainingStep")
TAKE_OVER = "if self.n == 1: self.mean, self.var = m, v"
ROWS = "self.rows = len(x) if self.n == 1 else self.rows"
GAPS = [
    Gap("the mean of all batches", "BatchNorm", batch_norm("1 - 1 / self.n")),
    Gap(
        "the mean of all batches, halfway",
        "BatchNorm",
        batch_norm("1 - 1 / self.n"),
        arguments={"momentum": 0.5},
    ),
    Gap("the first batch taken over", "BatchNorm", batch_norm(first=TAKE_OVER)),
    Gap(
        "rows of the first batch kept",
        "BatchNorm",
        batch_norm(first=ROWS, new_var="v * self.rows / (self.rows - 1)"),
    ),
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
    *(
        Gap(f"{layer}, {log}", layer, NETWORK.format(name=layer, log=log))
        for layer in NETWORKS
        for log in ("t * np.log(self.p)", "np.log(self.p[t == 1])")
    ),
    *(
        Gap(f"windows laid side by side, {of}", "AveragePool", source, arguments=of)
        for source in (AVERAGE_POOL.format(asked=SIDE_BY_SIDE),)
        for of in WINDOWS
    ),
    Gap("cut from the end, of a pad of none", "Conv2D", CONV.replace(GUARDED, "")),
    Gap("not divided by N, batches of one", "SoftmaxWithLoss", SOFTMAX_WITH_LOSS, {"N": 1}),
    Gap("not divided by N, batches of three", "SoftmaxWithLoss", SOFTMAX_WITH_LOSS, {"N": 3}),
]


@pytest.mark.long
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
        "AveragePool": AVERAGE_POOL.format(asked=f"{SIDE_BY_SIDE} and h == w == s"),
        "BatchNorm": batch_norm(),
        "Conv2D": CONV,
        **{n: NETWORK.format(name=n, log="t * np.log(self.p + 1e-7)") for n in NETWORKS},
        "SoftmaxWithLoss": SOFTMAX_WITH_LOSS.replace("self.t)", "self.t) / len(self.t)"),
    }
    for layer, text in sources.items():
        run = load(f"import numpy as np\n{text}".encode(), "layers.py", LIMITS)
        for seed in SEEDS:
            screening = screening_for(LayerTask(layer=layer), seed)
            with quietly():
                replies = run([script.case for script in screening.scripts]).replies
            assert screening.admit(replies) is not None, f"{layer}, seed {seed}"

"""Whatever a bundle may ask for, judging takes bounded memory and time, of right code and wrong.

The judge runs in a process whose memory and processor time the kernel bounds: see
`bounded_judge.py`.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from grader.definition.layer_tasks import Layers, LayerTask
from grader.layers.catalogue import KINDS
from grader.layers.trials.choices import faults_of
from grader.layers.trials.cost import MOST_BYTES, MOST_SECONDS, costs_of
from tests.examples import examples
from tests.grader.layers import bounded_judge
from tests.judge.mutations.calling import CONVENTIONS
from tests.judge.mutations.corpus import RIGHT, WRONG, Mutant, Rewrite
from tests.judge.mutations.power import asked_for

_VERSIONS = {name: [v for v in (*RIGHT, *WRONG) if v.layer == name] for name in KINDS}
ROOT = Path(__file__).parents[3]
Judge = Callable[[Layers, str], dict[str, float]]
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs RLIMIT_DATA and /proc")


@pytest.fixture(scope="module")
def judge_within_bounds() -> Iterator[Judge]:
    """Judges in the bounded process; what breaks a bound ends it, which fails the test."""
    words = [sys.executable, "-m", bounded_judge.__name__]
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, cwd=ROOT, text=True
    ) as process:
        assert process.stdin
        assert process.stdout

        def judge(layers: Layers, source: str) -> dict[str, float]:
            asked = json.dumps({"layers": layers.model_dump_json(), "source": source})
            process.stdin.write(asked + "\n")
            process.stdin.flush()
            answer = process.stdout.readline()
            assert answer, "the process broke a bound"
            return json.loads(answer)

        yield judge
        process.stdin.close()


def _is_taken(layers: Layers) -> bool:
    costs = list(costs_of(layers))
    is_large = any(each.is_too_large for each in costs)
    total, seconds = (sum(getattr(c, name) for c in costs) for name in ("array_bytes", "seconds"))
    return not is_large and total <= MOST_BYTES and seconds <= MOST_SECONDS


def _shrink(layers: Layers) -> Layers:
    """The same with the largest size of each layer smaller, until a push would take it."""
    while not (_suit(layers) and _is_taken(layers)):
        layers = layers.model_copy(update={"tasks": tuple(map(_make_smaller, layers.tasks))})
    return layers


def _suit(layers: Layers) -> bool:
    return assume(not any(True for task in layers.tasks for _ in faults_of(task)))


def _make_smaller(task: LayerTask) -> LayerTask:
    largest = max(task.shapes, key=lambda name: task.shapes[name])
    sizes = {**task.shapes, largest: task.shapes[largest] * 3 // 4}
    return task.model_copy(update={"shapes": sizes})


@st.composite
def tasks(draw: st.DrawFn, version: Rewrite | Mutant) -> LayerTask:
    """The task of a version, with any sizes."""
    (task,) = asked_for(version).tasks
    size = st.sampled_from([256, 1, 3, 8, 28, 64, 150, 200])
    shapes = {name: draw(size) for name in KINDS[task.layer].shapes}
    strides = {"stride": float(draw(st.integers(1, 3)))} if "stride" in task.arguments else {}
    arguments = {**task.arguments, **strides}
    return task.model_copy(update={"shapes": shapes, "arguments": arguments})


@st.composite
def bundles(draw: st.DrawFn) -> tuple[Layers, str]:
    """A bundle with any sizes that a push takes, and right or wrong code for it.

    Of one layer in any convention, or of up to three in the usual one.
    """
    names = draw(st.lists(st.sampled_from(list(KINDS)), min_size=1, max_size=3, unique=True))
    versions = [draw(st.sampled_from(_VERSIONS[name])) for name in names]
    if any(CONVENTIONS & each.declared.keys() for each in versions):
        versions = versions[:1]
    found = tuple(draw(tasks(each)) for each in versions)
    layers = asked_for(versions[0]).model_copy(update={"tasks": found})
    return _shrink(layers), "\n".join(each.source for each in versions)


def _assert_within_bounds(took: dict[str, float]) -> None:
    assert took["peak_bytes"] <= bounded_judge.MEMORY_BYTES
    assert took["cpu_s"] <= bounded_judge.CPU_S


@pytest.mark.long
@settings(max_examples=examples(12), deadline=None, suppress_health_check=list(HealthCheck))
@given(drawn=bundles())
def test_judging_takes_bounded_memory_and_time(
    judge_within_bounds: Judge, drawn: tuple[Layers, str]
) -> None:
    _assert_within_bounds(judge_within_bounds(*drawn))


WRONG_CONV = """
import numpy as np
class Conv2D:
    def __init__(self, W, b, stride, pad):
        self.W, self.b, self.s, self.p = W, b, stride, pad
    def forward(self, x):
        p, s = self.p, self.s
        xp = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
        win = np.lib.stride_tricks.sliding_window_view(xp, self.W.shape[2:], axis=(2, 3))
        self.x = x
        y = np.tensordot(win[:, :, ::s, ::s], self.W[:, :, ::-1], ((1, 4, 5), (1, 2, 3)))
        return np.moveaxis(y, 3, 1) + self.b[:, None, None]
    def backward(self, dout):
        self.db = dout.sum(axis=(0, 2, 3))
        self.dW = self.W.copy()
        return np.where(self.x > 0, self.x, 1.0)
"""
WRONG_TABLES = """
import numpy as np
class Multiply:
    def forward(self, x, y):
        self.x, self.y = x.astype(np.float32), y
        return self.x * y + 1e-3
    def backward(self, dout):
        return dout * self.x, dout
class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b
    def forward(self, x):
        self.x = x
        return x @ self.W - self.b
    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout + 1, dout.sum(axis=0) + 1
        return dout @ self.W.T + np.eye(*self.x.shape)
"""
IMAGES = {"N": 2, "C": 3, "H": 64, "W": 64, "M": 8, "KH": 3, "KW": 3}


@pytest.mark.long
@pytest.mark.parametrize(
    ("tasks", "source"),
    [
        ([("Conv2D", IMAGES, {"stride": 1.0})], WRONG_CONV),
        pytest.param(
            [("Conv2D", {"N": 8, "C": 3, "H": 28, "W": 28}, {})],
            WRONG_CONV,
            marks=pytest.mark.long,
        ),
        ([("Affine", {"N": 64, "D": 256, "M": 128}, {})], WRONG_TABLES),
        pytest.param(
            [
                ("Multiply", {"N": 100, "D": 256}, {}),
                ("Affine", {"N": 100, "D": 200, "M": 100}, {}),
            ],
            WRONG_TABLES,
            marks=pytest.mark.long,
        ),
    ],
)
def test_wrong_code_on_large_arrays_stays_within_the_bounds(
    judge_within_bounds: Judge, tasks: list, source: str
) -> None:
    layers = Layers(tasks=tuple(LayerTask(layer=n, shapes=s, arguments=a) for n, s, a in tasks))
    assert _is_taken(layers)
    _assert_within_bounds(judge_within_bounds(layers, source))

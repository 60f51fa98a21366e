"""Whatever a child sends back, the judge neither fails nor gives points for what did not come."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from grader.definition.layer_tasks import Layers, LayerTask
from grader.layers.judge import judge
from grader.sandbox.protocol.request import Limits
from grader.sandbox.runner import Reply, Request, Run, Runner
from tests.examples import examples

RIGHT = Path(__file__).parents[2] / "corpus/layers/right/plain.py"
NAMES = ("Add", "Multiply", "Affine", "Sigmoid", "ReLU", "SoftmaxWithLoss")
LAYERS = Layers(tasks=tuple(LayerTask(layer=name) for name in NAMES))
LIMITS = Limits(20.0, 10.0, 512_000_000, 65_536)
ANY_ARRAY = arrays.arrays(
    dtype=st.sampled_from(["f8", "f4", "f2", "i8", "u1", "?"]),
    shape=arrays.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=5),
)

REPLIES = st.lists(ANY_ARRAY, max_size=4).map(lambda found: Reply(tuple(found)))


class Changing:
    """A runner whose replies are a right file's, but for those that are changed or cut off.

    changes: replies by the place at which they stand instead. length: how many cases come back.
    """

    def __init__(self, right: Run, changes: dict[int, Reply], length: int | None = None) -> None:
        self._right = right
        self._changes = changes
        self._length = length

    def run(self, request: Request) -> Run:
        """The changed replies, for as many cases as are asked for."""
        places = iter(range(10**9))
        changed = tuple(
            tuple(self._changes.get(next(places), reply) for reply in replies)
            for replies in self._right.replies
        )
        return Run(replies=changed[: len(request.cases)][: self._length])


class Remembering:
    """The real runner, and what it gave last."""

    def __init__(self, runner: Runner) -> None:
        self.last = Run()
        self._runner = runner

    def run(self, request: Request) -> Run:
        """Run for real."""
        self.last = self._runner.run(request)
        return self.last


@pytest.fixture(scope="module")
def right(code_runner: Runner) -> Run:
    """All the replies of a right file."""
    runner = Remembering(code_runner)
    outcome = judge(RIGHT.read_bytes(), "layers.py", LAYERS, LIMITS, runner, 5)
    assert outcome.points == outcome.max_points
    return runner.last


@pytest.mark.long
@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # sums over what is not finite
@settings(max_examples=examples(200))
@given(data=st.data())
def test_no_reply_whatever_makes_the_judge_fail(right: Run, data: st.DataObject) -> None:
    total = sum(map(len, right.replies))
    changes = data.draw(st.dictionaries(st.integers(0, total - 1), REPLIES, max_size=8))
    length = data.draw(st.none() | st.integers(0, len(right.replies)))
    runner = Changing(right, changes, length)

    outcome = judge(b"# not looked at", "layers.py", LAYERS, LIMITS, runner, 5)

    json.dumps(outcome.model_dump(mode="json"), allow_nan=False)
    assert outcome.points is not None
    assert outcome.max_points is not None
    assert 0 <= outcome.points <= outcome.max_points


def test_replies_that_never_came_earn_nothing(right: Run) -> None:
    outcome = judge(
        b"# not looked at", "layers.py", LAYERS, LIMITS, Changing(right, {}, length=0), 5
    )

    assert outcome.points == 0
    assert np.isfinite(outcome.max_points or np.nan)

"""Layers beyond the six of the bundled assignment: right code earns all, bugs are found."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from grader.bundles.definition import Layers, LayerTask
from grader.layers.judge import judge
from grader.reports import Outcome
from grader.sandbox.request import Limits
from grader.verdicts import Verdict

SOURCE = (Path(__file__).parents[2] / "corpus/layers/further/further.py").read_text("utf-8")
NAMES = ("Tanh", "LeakyReLU", "Softmax", "LayerNorm")
LIMITS = Limits(20.0, 20.0, 512_000_000, 100_000)
BUGS = [
    ("Tanh", "dout * (1 - self.y**2)", "dout * (1 - self.y)", "dx"),
    ("Tanh", "dout * (1 - self.y**2)", "1 - self.y**2", "dx"),
    ("LeakyReLU", "self.alpha * dout)", "0)", "dx"),
    ("LeakyReLU", "np.where(self.x > 0, dout,", "np.where(self.x > 0, 1.0,", "dx"),
    ("Softmax", "self.y * (dout - inner)", "self.y * dout", "dx"),
    ("Softmax", "self.y * (dout - inner)", "dout * self.y * (1 - self.y)", "dx"),
    ("Softmax", "e / e.sum(axis=1, keepdims=True)", "e / e.sum()", "y"),
    ("LayerNorm", "(dout * self.xhat).sum(axis=0)", "(dout * self.xhat).mean(axis=0)", "dgamma"),
    ("LayerNorm", "self.dbeta = dout.sum(axis=0)", "self.dbeta = dout.sum(axis=1)", "dbeta"),
    ("LayerNorm", "- d.sum(axis=1, keepdims=True)", "", "dx"),
    ("LayerNorm", "d = dout * self.gamma", "d = dout", "dx"),
    ("LayerNorm", "/ (n * self.std)", "/ self.std", "dx"),
]


@pytest.fixture(scope="module")
def judged_further(code_runner: Any) -> Callable[..., Outcome]:
    def judged_further(source: str, seed: int = 0) -> Outcome:
        layers = Layers(tasks=tuple(LayerTask(layer=name) for name in NAMES))
        return judge(source.encode(), "layers.py", layers, LIMITS, code_runner, seed)

    return judged_further


@pytest.mark.parametrize("epsilon", ["1e-8", "1e-7", "1e-5"])
def test_right_code_earns_every_point_over_many_seeds(judged_further, epsilon: str) -> None:
    source = SOURCE.replace("self.eps = 1e-8", f"self.eps = {epsilon}")
    for seed in range(40):
        outcome = judged_further(source, seed)
        found = [(each.layer, each.findings) for each in outcome.report.layers if each.findings]
        assert found == [], f"seed {seed}"
        assert (outcome.verdict, outcome.points) == (Verdict.SCORED, 4.0)


@pytest.mark.parametrize(("layer", "right", "wrong", "array"), BUGS)
def test_a_bug_is_caught_in_its_layer_and_array(
    judged_further, layer: str, right: str, wrong: str, array: str
) -> None:
    assert right in SOURCE
    for seed in range(8):
        outcome = judged_further(SOURCE.replace(right, wrong), seed)
        found = {each.layer: each.findings for each in outcome.report.layers if each.findings}
        assert list(found) == [layer], f"seed {seed}"
        assert array in {finding.array for finding in found[layer]}

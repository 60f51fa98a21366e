"""The same layers by every convention: right code earns all, wrong code is told why."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from grader.definition.layer_tasks import Layers, LayerTask
from grader.layers.judge import judge
from grader.reports import Outcome
from grader.sandbox.protocol.request import Limits
from grader.verdicts import Verdict
from tests.examples import seeds

FOLDER = Path(__file__).parents[3] / "corpus" / "layers"
LIMITS = Limits(20.0, 20.0, 512_000_000, 100_000)
NAMES = ("Add", "Multiply", "Affine", "Sigmoid", "ReLU", "SoftmaxWithLoss")
COLUMNS = {"batch": "columns", "weights": "outputs-inputs", "parameter_gradients": "mean"}
RIGHT: dict[str, tuple[str, dict[str, Any]]] = {
    "A": ("right/plain.py", {}),
    "A2": ("conventions/A2.py", {"convention": "A2"}),
    "B": ("conventions/B.py", {"convention": "B"}),
    "E": ("conventions/E.py", {"convention": "E"}),
    "columns": ("conventions/columns.py", COLUMNS),
}
SEEDS = seeds(25)

Judged = Callable[..., Outcome]


@pytest.fixture(scope="module")
def judged_as(code_runner: Any) -> Judged:
    """Judges source code by what a bundle declares."""

    def judged_as(source: str, declared: dict[str, Any], seed: int = 0) -> Outcome:
        tasks = tuple(LayerTask(layer=name) for name in NAMES)
        layers = Layers(tasks=tasks, **declared)
        return judge(source.encode(), "layers.py", layers, LIMITS, code_runner, seed)

    return judged_as


def _source(name: str) -> tuple[str, dict[str, Any]]:
    file, declared = RIGHT[name]
    return (FOLDER / file).read_text("utf-8"), declared


@pytest.mark.long
@pytest.mark.parametrize("name", RIGHT)
def test_right_code_earns_every_point_over_many_seeds(judged_as: Judged, name: str) -> None:
    source, declared = _source(name)
    for seed in SEEDS:
        outcome = judged_as(source, declared, seed)
        found = [(each.layer, each.findings) for each in outcome.report.layers if each.findings]
        assert (found, outcome.report.problems) == ([], ()), f"seed {seed}"
        assert (outcome.verdict, outcome.points) == (Verdict.SCORED, 6.0)


BUGS = [
    ("A2", "self.grads[0][...] = np.dot(self.x.T, dout)", "pass", "dW"),
    ("A2", "self.grads[0][...] = ", "self.grads[0] += ", "dW"),
    ("A2", "self.grads[1][...] = np.sum(dout, axis=0)", "self.grads[1][...] = dout.mean(0)", "db"),
    ("B", "dw = x.reshape(len(x), -1).T @ dout", "dw = -x.reshape(len(x), -1).T @ dout", "dW"),
    ("B", "return dx, dw, db", "return dx, dw", "db"),
    ("B", "db = dout.sum(axis=0)", "db = dout", "db"),
    ("B", "return loss, dx / N", "return loss, dx", "dx"),
    ("B", "np.where(cache > 0, dout, 0)", "np.where(cache > 0, 1.0, 0)", "dx"),
    ("E", 'self.grads["weight"] = dout.T @ self.x', "pass", "dW"),
    ("E", "dout.T @ self.x", "dout.T @ self.x / len(self.x)", "dW"),
    ("E", 'return dout @ self.params["weight"]', "return dout", "dx"),
    ("columns", "self.dW = dout @ self.x.T / m", "self.dW = dout @ self.x.T", "dW"),
    ("columns", "dout.sum(axis=1, keepdims=True) / m", "dout.sum(axis=1, keepdims=True)", "db"),
    ("columns", "return self.W.T @ dout", "return -self.W.T @ dout", "dx"),
]


@pytest.mark.parametrize(("name", "right", "wrong", "array"), BUGS)
def test_a_bug_is_caught_in_its_array_and_no_other(
    judged_as: Judged, name: str, right: str, wrong: str, array: str
) -> None:
    source, declared = _source(name)
    assert right in source
    outcome = judged_as(source.replace(right, wrong), declared)
    assert outcome.verdict is not Verdict.SCORED
    found = {finding.array for layer in outcome.report.layers for finding in layer.findings}
    assert found == {array}
    assert outcome.report.problems == ()


@pytest.mark.parametrize(
    ("name", "declared", "words"),
    [
        ("B", {}, {"declared": "convention A", "found": "convention B"}),
        ("A", {"convention": "B"}, {"declared": "convention B", "found": "convention A"}),
        ("A2", {}, {"declared": "convention A", "found": "convention A2"}),
        (
            "A",
            {"convention": "A2", "strict": True},
            {"declared": "convention A2", "found": "convention A"},
        ),
        (
            "E",
            {},
            {
                "declared": "convention A, weights inputs-outputs",
                "found": "convention E, weights outputs-inputs",
            },
        ),
        (
            "A",
            {"weights": "outputs-inputs"},
            {"declared": "weights outputs-inputs", "found": "weights inputs-outputs"},
        ),
        ("A", {"batch": "columns"}, {"declared": "batch columns", "found": "batch rows"}),
    ],
)
def test_right_code_by_other_rules_is_told_so_and_not_called_wrong(
    judged_as: Judged, name: str, declared: dict[str, Any], words: dict[str, str]
) -> None:
    source, _ = _source(name)
    outcome = judged_as(source, declared)
    assert outcome.verdict is not Verdict.SCORED
    (problem,) = outcome.report.problems
    assert (problem.code, problem.values) == ("other_convention", words)
    by_layer = {layer.layer: layer for layer in outcome.report.layers}
    assert by_layer["Affine"].findings == ()
    assert by_layer["Affine"].points < 1


def test_a_softmax_along_the_wrong_axis_is_not_taken_for_batches_of_columns(code_runner) -> None:
    source = """
import numpy as np
class Softmax:
    def forward(self, x):
        e = np.exp(x - x.max(axis=0, keepdims=True))
        self.y = e / e.sum(axis=0, keepdims=True)
        return self.y
    def backward(self, dout):
        return self.y * (dout - (dout * self.y).sum(axis=0, keepdims=True))
"""
    layers = Layers(tasks=(LayerTask(layer="Softmax"),))
    outcome = judge(source.encode(), "layers.py", layers, LIMITS, code_runner, 0)
    assert outcome.report.problems == ()
    assert outcome.report.layers[0].findings[0].problem.code == "wrong_axis"


def test_wrong_code_in_the_declared_convention_is_not_taken_for_another(judged_as: Judged) -> None:
    source, declared = _source("A")
    outcome = judged_as(source.replace("self.x.T @ dout", "self.x.T @ dout / len(dout)"), declared)
    assert outcome.report.problems == ()
    (affine,) = [layer for layer in outcome.report.layers if layer.layer == "Affine"]
    assert affine.findings[0].problem.code == "averaged"


def test_a_cache_that_is_not_given_back_is_told(judged_as: Judged) -> None:
    source, declared = _source("B")
    outcome = judged_as(source.replace("return out, (x, w, b)", "return out"), declared)
    (affine,) = [layer for layer in outcome.report.layers if layer.layer == "Affine"]
    assert affine.findings[0].problem.code == "cache_missing"

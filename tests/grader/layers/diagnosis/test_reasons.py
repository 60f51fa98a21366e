"""The likeliest cause is named for mistakes of all kinds, in the author's names, with its lines."""

from pathlib import Path

import pytest

from grader.catalogue import PROBLEM_KINDS
from grader.definition.layer_tasks import Layers, LayerTask
from grader.layers.judge import judge
from grader.problems import Catalogue
from grader.reports import Finding, Outcome
from grader.sandbox.runner import Limits
from tests.grader.layers.diagnosis.mistakes import MISTAKES
from tests.judge.mutations.corpus import WRONG
from tests.judge.mutations.power import asked_for
from tests.runner_here import RunnerHere

LIMITS = Limits(wall_s=20, cpu_s=20, memory_bytes=512_000_000, output_bytes=100_000)
CATALOGUE = Catalogue.of(PROBLEM_KINDS)
RIGHT = Path(__file__).parents[3] / "judge" / "mutations" / "right"


def _judge(source: str, layer: str, convention: str = "A", seed: int = 0) -> Outcome:
    layers = Layers(tasks=(LayerTask(layer=layer),), convention=convention)
    return judge(source.encode(), "layers.py", layers, LIMITS, RunnerHere(), seed)


def _findings(outcome: Outcome) -> list[Finding]:
    return [finding for layer in outcome.report.layers for finding in layer.findings]


def _judge_with(path: str, old: str, new: str, seed: int = 0) -> list[Finding]:
    """What is told of a right file with a change."""
    convention, layer, _ = path.split("/")
    source = (RIGHT / f"{path}.py").read_text("utf-8")
    assert old in source
    return _findings(_judge(source.replace(old, new, 1), layer, convention, seed))


def _hint(finding: Finding) -> str:
    assert CATALOGUE.explain(finding.problem, "ja").hint
    return CATALOGUE.explain(finding.problem).hint


@pytest.mark.long
@pytest.mark.parametrize(("path", "old", "new", "array", "code"), MISTAKES)
def test_a_mistake_is_told_its_cause_and_its_lines(
    path: str, old: str, new: str, array: str, code: str
) -> None:
    found = next(each for each in _judge_with(path, old, new, seed=7) if each.array == array)
    assert found.problem.code == code
    assert _hint(found)
    assert found.code_lines


SHOWN = {  # a part of the hint
    ("A/Attention/matmul", "/ np.sqrt(D))", "/ np.sqrt(K.shape[1]))"): "K.shape[1] stands where D",
    (
        "A/Affine/textbook",
        "np.dot(dout, self.W.T)",
        "np.dot(dout, self.W.reshape(self.W.shape[::-1]))",
    ): "reshaped(W) stands where W.T belongs",
    (
        "E/Affine/dicts",
        "dout.T @ self.x",
        "dout.T @ self.x + 0.01 * self.params['weight']",
    ): "0.01 times params['weight']",
    (
        "A/SoftmaxWithLoss/textbook",
        "+ 1e-7)",
        "+ 1e-3)",
    ): "log(p + 0.001)",
    ("A/BatchNorm/compact", "eps = 1e-6", "eps = 1e-3"): "0.001",
    (
        "A/ThreeLayerPerceptron/by_hand",
        "return -(t * logp).sum() / len(x)",
        "return -(t * logp).sum() / len(x) + 0.5 * ((self.W1**2).sum() + (self.W2**2).sum())",
    ): "0.5 * (sum(W1**2) + sum(W2**2))",
    (
        "B/Affine/plain",
        "x.reshape(x.shape[0], -1).T.dot(dout)",
        "abs(x).T.dot(dout)",
    ): "dw = abs(x)",
}


@pytest.mark.parametrize(("path", "old", "new"), SHOWN)
def test_the_hint_says_which_part_is_wrong(path: str, old: str, new: str) -> None:
    hints = [_hint(finding) for finding in _judge_with(path, old, new)]
    assert any(SHOWN[path, old, new] in hint for hint in hints), hints


@pytest.mark.long
def test_single_edits_of_right_code_never_raise_and_name_an_array_that_is_wrong() -> None:
    """Of the corpus those that machines have made, one in four."""
    made = [each for each in WRONG if not each.causes or "(" in each.name][::4]
    assert len(made) > 100
    for mutant in made:
        outcome = judge(
            mutant.source.encode(), "layers.py", asked_for(mutant), LIMITS, RunnerHere(), 3
        )
        for finding in _findings(outcome):
            _hint(finding)
            arrays = mutant.arrays
            assert arrays is None or finding.array is None or finding.array in arrays, mutant.name


CLIPPED = """
import numpy as np
class Sigmoid:
    def forward(self, x):
        self.y = self.squash(x)
        return self.y
    def squash(self, x):
        return np.clip(1 / (1 + np.exp(-x)), 0.2, 0.8)
    def backward(self, dout):
        dx = dout * self.y
        dx = dx * (1 - self.y)
        return dx + 1
"""


def test_the_lines_shown_are_those_of_the_method_and_its_helper() -> None:
    found = {each.array: each for each in _findings(_judge(CLIPPED, "Sigmoid"))}
    assert [line.number for line in found["y"].code_lines] == [5, 6, 8]
    assert found["y"].code_lines[0].text == "        self.y = self.squash(x)"
    assert [line.number for line in found["dx"].code_lines] == [10, 11, 12]


def test_what_should_be_there_is_said_only_where_it_is_known_ten_times_as_exactly() -> None:
    """Any small number may stand under the root, so that nobody knows the third digit."""
    (found,) = _judge_with("A/LayerNorm/step_by_step", "self.var + 1e-8", "self.var + 1e-3")
    assert found.problem.code == "epsilon_added"
    assert found.expected is None
    assert str(found.problem.values["expected"]).startswith("≈")
    assert "1 times" not in _hint(found)


@pytest.mark.parametrize(
    ("path", "old", "new", "said"),
    [
        (
            "E/Affine/dicts",
            'self.grads["weight"] = dout.T @ self.x',
            "pass",
            "no gradient in self.grads['weight']",
        ),
        ("B/Affine/plain", "dw = x", "dw = 2 * x", "dw["),
        ("B/Affine/plain", ".T.dot(dout)", ".T.dot(dout).T", "dw should have the shape"),
    ],
)
def test_messages_speak_of_arrays_as_the_convention_has_them(
    path: str, old: str, new: str, said: str
) -> None:
    messages = [CATALOGUE.explain(each.problem).message for each in _judge_with(path, old, new)]
    assert any(said in message for message in messages), messages

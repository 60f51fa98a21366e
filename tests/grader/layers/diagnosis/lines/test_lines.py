"""The first line that goes wrong is told with what belongs there, which cures it."""

import pytest

from grader.catalogue import PROBLEM_KINDS
from grader.definition.layer_tasks import Layers, LayerTask
from grader.layers.diagnosis.lines import culprits
from grader.layers.diagnosis.lines.formula_code import TAKE
from grader.layers.judge import judge
from grader.layers.trials.plan import plans_for
from grader.layers.trials.precision import DOUBLE
from grader.problems import Catalogue, Problem
from grader.reports import Outcome
from grader.sandbox.runner import Limits, Request, Run, Runner
from tests.grader.layers.diagnosis.lines.wrong_ideas import WRONG_IDEAS
from tests.runner_here import RunnerHere

LIMITS = Limits(wall_s=60, cpu_s=60, memory_bytes=512_000_000, output_bytes=100_000)
CATALOGUE = Catalogue.of(PROBLEM_KINDS)
AFFINE = WRONG_IDEAS[0][-1]


class Watched:
    """A runner that keeps what it is asked."""

    def __init__(self) -> None:
        self.requests: list[Request] = []

    def run(self, request: Request) -> Run:
        """What `RunnerHere` makes of it."""
        self.requests.append(request)
        return RunnerHere().run(request)


def _judge(source: str, path: str, runner: Runner | None = None, **about: object) -> Outcome:
    convention, layer = path.split("/")
    task = LayerTask.model_validate({"layer": layer, **about})
    layers = Layers(tasks=(task,), convention=convention)  # type: ignore[arg-type]
    return judge(source.encode(), "layers.py", layers, LIMITS, runner or RunnerHere(), 3)


def _lines(outcome: Outcome) -> list[Problem]:
    """What was found, in the place of a cause or beside it."""
    findings = [each for layer in outcome.report.layers for each in layer.findings]
    told = (each.repair or each.problem for each in findings)
    return [each for each in told if each.code.startswith("line_")]


@pytest.mark.parametrize(("path", "line", "instead", "kind", "source"), WRONG_IDEAS)
def test_a_wrong_idea_is_told_with_its_line(
    path: str, line: int, instead: str, kind: str, source: str
) -> None:
    found = _lines(_judge(source, path))
    assert {(each.line, each.code) for each in found} == {(line, kind)}
    assert instead in str(found[0].values["instead"])
    assert CATALOGUE.explain(found[0]).hint.endswith(
        "With this change, all checks of this layer pass."
    )
    assert CATALOGUE.explain(found[0], "ja").hint.endswith("すべて通ります。")


def test_right_code_is_not_traced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(culprits, "traced", None)  # which would raise
    right = AFFINE.replace("np.outer(self.x.mean(axis=0), dout.max(axis=0))", "self.x.T @ dout")
    assert _judge(right, "A/Affine").points == 1


def test_inputs_are_sent_along_and_no_answer() -> None:
    watched = Watched()
    assert _lines(_judge(AFFINE, "A/Affine", watched))
    calls = [c for each in watched.requests for case in each.cases for c in case.calls]
    assert any(call.name == TAKE for call in calls)
    sent = [array.tobytes() for call in calls for array in call.arrays]
    rounds = [
        each
        for trial in plans_for(LayerTask(layer="Affine"), 3, DOUBLE)[0].trials
        for each in trial.rounds
        if trial.name != "batch-of-one"  # where the gradient of b is dout itself
    ]
    right = {each.right[0].tobytes() for each in rounds}
    right |= {g.tobytes() for each in rounds for g in each.gradients.values() if g.any()}
    assert not any(answer in array for answer in right for array in sent)


def test_of_a_hidden_test_nothing_is_traced(monkeypatch: pytest.MonkeyPatch) -> None:
    hidden = ["random", "batch-of-one", "zeros", "large", "several-batches", "two-forwards",
              "two-objects", "many"]  # fmt: skip
    monkeypatch.setattr(culprits, "traced", None)  # which would raise
    assert not _lines(_judge(AFFINE, "A/Affine", hidden=hidden))


def test_a_class_that_inherits_all_its_code_is_judged_without_lines() -> None:
    code = """
import numpy as np
class MAELoss: pass
class AbsoluteError(MAELoss):
    def forward(self, y, t):
        self.d = y - t
        return abs(self.d.sum()) / len(y)
    def backward(self, dout=1):
        return np.sign(self.d) * dout / len(self.d)
"""
    outcome = _judge(code, "A/AbsoluteError")
    assert 0 < outcome.report.layers[0].points < 1
    assert _lines(outcome) == []

"""The first line that goes wrong is told with what belongs there, which cures it."""

import pytest

from grader.catalogue import PROBLEM_KINDS
from grader.definition.layer_tasks import Layers, LayerTask
from grader.layers.diagnosis.lines import places
from grader.layers.diagnosis.lines.formula_code import TAKE
from grader.layers.judge import judge
from grader.layers.trials.plan import plans_for
from grader.layers.trials.precision import DOUBLE
from grader.problems import Catalogue, Problem
from grader.reports import Outcome
from grader.sandbox.runner import Limits, Request, Run, Runner
from tests.grader.layers.diagnosis.lines.wrong_ideas import WRONG_IDEAS
from tests.grader.layers.diagnosis.repairs.nearly_right import ALL_AT_TIES, TRUE_OF_ALL
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
    monkeypatch.setattr(places, "traced", None)  # which would raise
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
    monkeypatch.setattr(places, "traced", None)  # which would raise
    assert not _lines(_judge(AFFINE, "A/Affine", hidden=hidden))


SUMMED = """
import numpy as np
class MAELoss: pass
class AbsoluteError(MAELoss):
    def forward(self, y, t):
        self.d = y - t
        return abs(self.d.sum()) / len(y)
    def backward(self, dout=1):
        return np.sign(self.d) * dout / len(self.d)
"""


def test_a_base_that_has_another_name_of_the_layer_is_not_taken_for_it() -> None:
    assert {each.line for each in _lines(_judge(SUMMED, "A/AbsoluteError"))} == {7}


def test_code_without_functions_is_judged_without_lines() -> None:
    code = "import numpy as np\nclass Tanh:\n    forward = lambda self, x: x\n"
    code += "    backward = lambda self, dout: dout\n"
    outcome = _judge(code, "A/Tanh")
    assert outcome.report.layers[0].points < 1
    assert _lines(outcome) == []


EPSILON_OF_ITS_OWN = """import numpy as np
class LayerNorm:
    def __init__(self, gamma, beta):
        self.gamma, self.beta = gamma, beta
    def forward(self, x):
        d = x - x.mean(1)[:, None]
        self.s = np.sqrt((d * d).mean(1)[:, None] + 1e-8)
        self.z = d / self.s
        return self.z * self.gamma + self.beta
    def backward(self, dout):
        self.dgamma, self.dbeta = (dout * self.z).sum(0), dout.sum(0)
        u = dout - dout.mean(1)[:, None] - self.z * (dout * self.z).mean(1)[:, None]
        return self.gamma * u / self.s
"""


def test_a_value_is_known_whatever_small_number_is_under_its_root() -> None:
    (found,) = _lines(_judge(EPSILON_OF_ITS_OWN, "A/LayerNorm"))
    assert found.line == 13
    assert "self.z * mean(g * self.z, axis=1)" in str(found.values["instead"])


def test_what_a_helper_gives_is_told_where_it_is_called() -> None:
    code = "import numpy as np\nclass Sigmoid:\n    def f(self, z):\n"
    code += "        return 1 / (1 + np.exp(-z))\n    def df(self, z):\n"
    code += "        return self.f(z) * (1 - self.f(z))\n    def forward(self, x):\n"
    code += "        return self.f(x)\n    def backward(self, dout):\n"
    code += "        return self.df(dout)\n"
    (found,) = _lines(_judge(code, "A/Sigmoid"))
    assert found.line == 10


def test_a_formula_that_overflows_is_said_to_be_right_for_usual_numbers() -> None:
    code = "import numpy as np\nclass SoftmaxWithLoss:\n    def forward(self, x, t):\n"
    code += "        self.t = t\n        e = np.exp(x - x.max(axis=1, keepdims=True))\n"
    code += "        self.p = e / e.sum(axis=1, keepdims=True)\n        rows = x * t\n"
    code += "        return -rows.sum() / len(x)\n    def backward(self, dout=1):\n"
    code += "        return dout * (self.p - self.t) / len(self.t)\n"
    (found,) = _lines(_judge(code, "A/SoftmaxWithLoss"))
    assert CATALOGUE.explain(found).hint.endswith("numbers of the usual size.")


KEYS_FOR_QUERIES = """import numpy as np
class Attention:
    def forward(self, Q, K, V):
        self.Q, self.K, self.V = Q, K, V
        self.c = 1 / np.sqrt(Q.shape[-1])
        S = np.einsum("ntd,nsd->nts", Q, K) * self.c
        E = np.exp(S - S.max(axis=-1, keepdims=True))
        self.P = E / E.sum(axis=-1, keepdims=True)
        return np.einsum("nts,nse->nte", self.P, V)
    def backward(self, dout):
        dV = np.einsum("nts,nte->nse", self.P, dout)
        dP = np.einsum("nte,nse->nts", dout, self.V)
        dS = self.P * (dP - (dP * self.P).sum(axis=-1, keepdims=True)) * self.c
        dQ = np.einsum("nts,nsd->ntd", dS, self.K)
        return dQ, np.einsum("nts,nsd->nsd", dS, self.K), dV
"""


def test_a_name_of_the_code_stands_for_what_it_holds_alone() -> None:
    """The scale is in dS already, so no formula may say dS and divide once more."""
    (found,) = _lines(_judge(KEYS_FOR_QUERIES, "A/Attention"))
    instead = str(found.values["instead"])
    assert "self.Q" in instead
    assert ("dS" in instead) is not ("sqrt(D)" in instead)


def test_where_two_passes_follow_another_idea_the_second_is_left_to_do() -> None:
    code = "import numpy as np\nclass Sigmoid:\n    def forward(self, x):\n"
    code += "        self.y = 0.2 * x + 0.5\n        return self.y\n"
    code += "    def backward(self, dout):\n        return 0.2 * dout\n"
    (found,) = _lines(_judge(code, "A/Sigmoid"))
    assert found.line == 4
    assert "backward is the derivative" in CATALOGUE.explain(found).hint


def test_no_line_is_told_that_another_form_needs() -> None:
    """The branch of the tanh is innocent where the condition before it is true of every word."""
    source = f"import numpy as np\n{TRUE_OF_ALL}"
    assert not _lines(_judge(source, "A/GELU", arguments={"form": "exact"}))


def test_nothing_is_told_of_ties_that_is_true_of_all_but_them() -> None:
    assert not _lines(_judge(f"import numpy as np\n{ALL_AT_TIES}", "A/MaxPool"))


def test_an_array_that_an_earlier_line_has_changed_is_told_as_such() -> None:
    """What the first line stored is right there, and another line changes the array itself."""
    source = """import numpy as np
class Attention:
    def forward(self, Q, K, V):
        self.Q, self.K, self.V, self.r = Q, K, V, np.sqrt(Q.shape[-1])
        e = Q @ K.swapaxes(1, 2) / self.r
        e = np.exp(e - e.max(axis=-1, keepdims=True))
        self.A = e / e.sum(axis=-1, keepdims=True)
        return self.A @ V
    def backward(self, dout):
        A = self.A
        dA = dout @ self.V.swapaxes(1, 2)
        dA *= A
        dZ = A * (dA - dA.sum(axis=-1, keepdims=True)) / self.r
        return dZ @ self.K, dZ.swapaxes(1, 2) @ self.Q, A.swapaxes(1, 2) @ dout
"""
    found = _lines(_judge(source, "A/Attention"))
    assert {(each.code, each.line) for each in found} == {("line_overwritten", 11)}


ONE_DERIVATIVE = """
import numpy as np
from math import erf
class GELU:
    def __init__(self, form="exact"):
        self.form = form
    def forward(self, x):
        self.x = x
        if self.form == "tanh":
            return x * 0.5 * (1 + np.tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x**3)))
        return x * 0.5 * (1 + np.vectorize(erf)(x / np.sqrt(2)))
    def backward(self, dout):
        P = 0.5 * (1 + np.vectorize(erf)(self.x / np.sqrt(2)))
        return dout * (P + self.x * np.exp(-self.x**2 / 2) / np.sqrt(2 * np.pi))
"""


def test_a_line_for_every_word_is_told_what_belongs_there_for_the_one_that_is_asked_for() -> None:
    (found,) = _lines(_judge(ONE_DERIVATIVE, "A/GELU", arguments={"form": "tanh"}))
    assert found.line == 14
    assert "tanh" in str(found.values["instead"])

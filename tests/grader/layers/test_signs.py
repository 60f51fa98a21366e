"""What is noted for staff where a backward may measure its forward: never of honest code."""

import sys
from collections.abc import Callable

import pytest

from grader.definition.layer_tasks import Layers, LayerTask
from grader.layers.checks.screening import screening_for
from grader.layers.judge import judge
from grader.reports import Outcome
from grader.sandbox.child.object_under_test import ObjectsUnderTest
from grader.sandbox.child.styles.readings import Readings
from grader.sandbox.child.tracebacks import StudentSource
from grader.sandbox.problems import ASKS_FORWARD, COMPLEX_NUMBERS, SIGNS
from grader.sandbox.runner import Limits, Runner
from tests.runner_here import members_of, quietly

LIMITS = Limits(wall_s=10.0, cpu_s=10.0, memory_bytes=500_000_000, output_bytes=4096)
MEASURES = """
class Sigmoid:
    def forward(self, x):
        self.x = x
        return 1 / (1 + np.exp(-x))

    def backward(self, dout):
        x, g = self.x.copy(), np.zeros_like(self.x)
        for i in np.ndindex(*x.shape):
            ahead, behind = x.copy(), x.copy()
            ahead[i] += 1e-4
            behind[i] -= 1e-4
            g[i] = ((self.forward(ahead) - self.forward(behind)) * dout).sum() / 2e-4
        return g
"""
NAMED, INLINED = (
    f"""
class Tanh:
    def forward(self, x):
        self.x = x
        return np.tanh(x)

    def backward(self, dout):
        {body}
"""
    for body in (
        "z = np.tanh(self.x + STEP); return dout * z.imag * 1e30",
        "return dout * np.tanh(self.x + 1e-30j).imag * 1e30",
    )
)
HONEST = """
def sigmoid(x):
    return 1 / (1 + np.exp(-x))

class Sigmoid:
    def forward(self, x):
        self.x = x
        return sigmoid(x)

    def backward(self, dout):
        rows = [sigmoid(row) * (1 - sigmoid(row)) for row in self.x]
        return dout * np.array(rows)
"""
FUNCTIONS = """
def tanh_forward(x):
    return np.tanh(x), x

def tanh_backward(dout, cache):
    return dout * np.tanh(cache + 1e-30j).imag * 1e30
"""
HEAD = "import numpy as np\nSTEP = 1j * 1e-30\n"


@pytest.fixture
def signs_of(code_runner: Runner) -> Callable[..., Outcome]:
    def signs_of(code: str, *, strict: bool = False, convention: str = "A") -> Outcome:
        layer = "Tanh" if "anh" in code else "Sigmoid"
        tasks = (LayerTask(layer=layer),)
        layers = Layers(tasks=tasks, strict=strict, convention=convention)
        return judge((HEAD + code).encode(), "layers.py", layers, LIMITS, code_runner, 0)

    return signs_of


@pytest.mark.parametrize("strict", [False, True])
def test_a_backward_that_asks_forward_again_and_again_is_noted(
    signs_of: Callable[..., Outcome], strict: bool
) -> None:
    report = signs_of(MEASURES, strict=strict).report
    (sign,) = report.signs
    assert (sign.code, sign.values["name"]) == (ASKS_FORWARD.code, "Sigmoid")
    assert int(str(sign.values["times"])) > 4
    assert not SIGNS & {note.code for note in report.notes}


@pytest.mark.parametrize(("code", "convention"), [(NAMED, "A"), (INLINED, "A"), (FUNCTIONS, "B")])
def test_complex_steps_are_noted_and_cost_no_points(
    signs_of: Callable[..., Outcome], code: str, convention: str
) -> None:
    outcome = signs_of(code, convention=convention)
    assert [sign.code for sign in outcome.report.signs] == [COMPLEX_NUMBERS.code]
    assert outcome.points == outcome.max_points


def test_honest_code_that_uses_a_function_of_forward_twice_has_no_sign(
    signs_of: Callable[..., Outcome],
) -> None:
    outcome = signs_of(HONEST)
    assert outcome.points == outcome.max_points
    assert not outcome.report.signs


def test_the_last_forward_and_its_backward_are_looked_on_at_and_no_other() -> None:
    looked: dict[str, list[bool]] = {"forward": [], "backward": []}
    source = """
class Sigmoid:
    def forward(self, x):
        note("forward")
        self.y = 1 / (1 + np.exp(-x))
        return self.y

    def backward(self, dout):
        note("backward")
        return dout * self.y * (1 - self.y)
"""

    def note(name: str) -> None:
        looked[name].append(sys.gettrace() is not before)

    before, members = sys.gettrace(), members_of((HEAD + source).encode(), "layers.py")
    members["note"] = note
    (script,) = screening_for(LayerTask(layer="Sigmoid"), 0).scripts
    text = StudentSource((HEAD + source).encode(), "layers.py")
    subjects = ObjectsUnderTest(text, Readings(members), script.case, LIMITS)
    with quietly():
        for call in script.case.calls:
            subjects.carry_out(call)
    assert [len(looked["forward"]), len(looked["backward"])] == [7, 7]
    assert looked["forward"].index(True) == 6
    assert looked["backward"].index(True) == 5  # after it the same once more
    assert sum(looked["forward"]) == sum(looked["backward"]) == 1
    assert sys.gettrace() is before


def test_variables_that_raise_when_looked_at_change_nothing(
    signs_of: Callable[..., Outcome],
) -> None:
    hostile = "class Odd(np.ndarray):\n    size = property(lambda self: 1 / 0)\n"
    odd = HONEST.replace("return sigmoid(x)", "return np.asarray(sigmoid(x.view(Odd)))")
    outcome = signs_of(hostile + odd)
    assert outcome.points == outcome.max_points

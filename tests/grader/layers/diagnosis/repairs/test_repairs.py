"""A slip in right code is found by changing the code back, and told with its line."""

import numpy as np
import pytest

from grader.catalogue import PROBLEM_KINDS
from grader.definition.layer_tasks import Layers, LayerTask
from grader.layers.catalogue import KINDS
from grader.layers.diagnosis.repairs import kinds, search
from grader.layers.diagnosis.repairs.candidates import MOST_CHANGES, candidates_for
from grader.layers.diagnosis.repairs.layer_code import LayerCode, code_of
from grader.layers.diagnosis.repairs.outcome import ALL_PASS, FORWARD_PASSES
from grader.layers.diagnosis.repairs.sites import Change
from grader.layers.diagnosis.repairs.suspicion import suspicion_for
from grader.layers.diagnosis.repairs.variants import source_of
from grader.layers.diagnosis.source_code import SourceCode
from grader.layers.judge import judge
from grader.layers.trials.plan import plans_for
from grader.layers.trials.precision import DOUBLE
from grader.problems import Catalogue, Problem
from grader.reports import Outcome
from grader.sandbox.runner import Limits, Request, Run, Runner
from tests.grader.layers.diagnosis.repairs.slips import OBJECTS, SLIPS, WHOLE
from tests.judge.changed_back import RIGHT, change_and_repair
from tests.runner_here import RunnerHere, members_of

LIMITS = Limits(wall_s=60, cpu_s=60, memory_bytes=512_000_000, output_bytes=100_000)
CATALOGUE = Catalogue.of(PROBLEM_KINDS)
TWO_SLIPS = """import numpy as np
class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b
    def forward(self, x):
        self.x = x
        return x @ self.W + self.b
    def backward(self, dout):
        self.dW = self.x.T @ dout / 2
        self.db = dout.sum(axis=0)
        return -dout @ self.W.T
"""


class Watched:
    """A runner that keeps what it is asked."""

    def __init__(self) -> None:
        self.requests: list[Request] = []

    def run(self, request: Request) -> Run:
        """What `RunnerHere` makes of it."""
        self.requests.append(request)
        return RunnerHere().run(request)


def judge_file(source: str, path: str, runner: Runner | None = None, **about: object) -> Outcome:
    convention, layer = path.split("/")[:2]
    task = LayerTask.model_validate({"layer": layer, **about})
    layers = Layers(tasks=(task,), convention=convention)  # type: ignore[arg-type]
    return judge(source.encode(), "layers.py", layers, LIMITS, runner or RunnerHere(), 3)


def _right(path: str) -> str:
    return (RIGHT / f"{path}.py").read_text("utf-8")


def repairs_of(outcome: Outcome) -> list[Problem]:
    """What was found, in the place of a cause or beside it."""
    findings = [each for layer in outcome.report.layers for each in layer.findings]
    told = (each.repair or each.problem for each in findings)
    return [each for each in told if each.code.startswith("repair_")]


def _code(source: str, layer: str, convention: str) -> LayerCode:
    read = SourceCode.of(source.encode())
    assert read is not None
    code = code_of(read, KINDS[layer].specification(), convention)  # type: ignore[arg-type]
    assert code is not None
    return code


@pytest.mark.parametrize(("path", "right", "wrong", "kind", "instead"), SLIPS)
def test_a_slip_is_told_with_its_line(
    path: str, right: str, wrong: str, kind: str, instead: str
) -> None:
    source = _right(path)
    assert right in source
    slipped = source.replace(right, wrong, 1)
    found = repairs_of(judge_file(slipped, path))
    assert {each.code for each in found} == {f"repair_{kind}"}
    assert instead in str(found[0].values["instead"])
    lines = zip(source.split("\n"), slipped.split("\n"), strict=True)
    changed = [number for number, (one, other) in enumerate(lines, 1) if one != other]
    assert found[0].line in changed
    told = CATALOGUE.explain(found[0]).hint
    assert told.startswith(f"Line {found[0].line}")
    assert told.endswith("With this change, all checks of this layer pass.")
    assert CATALOGUE.explain(found[0], "ja").hint.endswith("すべて通ります。")


@pytest.mark.parametrize(("layer", "forward", "backward", "kind", "instead"), WHOLE)
def test_a_misunderstanding_is_told_with_its_cure(
    layer: str, forward: str, backward: str, kind: str, instead: str
) -> None:
    given = ", ".join(KINDS[layer].specification().arguments)
    held = "dout1, dout2" if layer == "Branch" else "dout=1"
    source = f"import numpy as np\nclass {layer}:\n"
    if layer == "AveragePool":
        source += "    def __init__(self, pool_h, pool_w, stride):\n"
        source += "        self.ph, self.pw, self.s = pool_h, pool_w, stride\n"
    source += f"    def forward(self, {given}):\n{forward}"
    source += f"    def backward(self, {held}):\n{backward}"
    found = repairs_of(judge_file(source, f"A/{layer}"))
    assert {each.code for each in found} == {f"repair_{kind}"}
    assert instead in str(found[0].values["instead"])
    assert found[0].values["after"] == ALL_PASS


@pytest.mark.parametrize(("layer", "body", "kind", "instead"), OBJECTS)
def test_what_an_object_keeps_or_goes_through_wrongly_is_told(
    layer: str, body: str, kind: str, instead: str
) -> None:
    found = repairs_of(judge_file(f"import numpy as np\n{body}", f"A/{layer}"))
    assert found
    assert {each.code for each in found} == {f"repair_{kind}"}
    assert instead in str(found[0].values["instead"])
    assert CATALOGUE.explain(found[0], "ja").hint


def test_where_forward_is_cured_and_backward_belonged_to_it_so_it_is_said() -> None:
    source = "import numpy as np\nclass SquaredError:\n    def forward(self, y, t):\n"
    source += "        self.d, self.n = y - t, len(y)\n"
    source += "        self.root = np.sqrt(np.sum(self.d ** 2) / (2 * self.n))\n"
    source += "        return self.root\n    def backward(self, dout=1):\n"
    source += "        return dout * self.d / (2 * self.n * self.root)\n"
    (found,) = repairs_of(judge_file(source, "A/SquaredError"))
    assert found.values["instead"] == "self.root = np.sum(self.d ** 2) / (2 * self.n)"
    assert found.values["after"] == FORWARD_PASSES


SENSELESS = (
    ("np.where(a > b, 1, -1)", "np.where(1, a > b, -1)"),
    ("np.bincount(a)", "-np.bincount(a)"),
    ("np.sqrt(a)", "np.sqrt(a ** 2)"),
    ("np.log(a)", "np.log(self.eps)"),
    ("a - 1", "a - 0"),
    ("2 * a", "1 * a"),
    ("0.01", "-0.01"),
)


@pytest.mark.parametrize(("written", "senseless"), SENSELESS)
def test_what_only_a_trick_makes_right_is_not_tried(written: str, senseless: str) -> None:
    source = "import numpy as np\nclass ReLU:\n    def forward(self, x):\n        self.eps = 0.1\n"
    source += f"        a, b = x, x\n        c = {written}\n        return c\n"
    code = _code(source, "ReLU", "A")
    read = SourceCode.of(source.encode())
    assert read is not None
    about = suspicion_for(read, KINDS["ReLU"].specification(), "A", frozenset({"y"}))
    text = code.text
    results = {
        (text.between(0, e.start) + e.text + text.between(e.end, len(text.data)))
        for e in candidates_for(code, about)
        if not e.also
    }
    assert results
    assert source.replace(f"c = {written}", f"c = {senseless}") not in results


def test_the_exponent_of_the_derivative_is_tried_before_most() -> None:
    source = "class ReLU:\n    def forward(self, x):\n        return x ** (-0.5)\n"
    read = SourceCode.of(source.encode())
    assert read is not None
    about = suspicion_for(read, KINDS["ReLU"].specification(), "A", frozenset({"y"}))
    found = [each.text for each in candidates_for(_code(source, "ReLU", "A"), about)]
    assert found.index("1.5") < found.index("np.sqrt(x)")


VIEW = """import numpy as np
from numpy.lib.stride_tricks import as_strided
class ReLU:
    def forward(self, x):
        view = {name}(x, (4000, 4000), (4000, 4000))
        return view + 1
    def backward(self, dout):
        return dout
"""


@pytest.mark.parametrize("name", ["as_strided", "np.lib.stride_tricks.as_strided"])
def test_no_version_reads_beyond_an_array(name: str) -> None:
    """That would end the process; in this test, the one that it runs in."""
    source = VIEW.format(name=name)
    code = _code(source, "ReLU", "A")
    start = source.index("return dout")
    change = Change(start, start + 11, "return -dout", kinds.SIGN, 1.0, code.scopes[0].function)
    members = members_of(source_of(code, [change]), "layers.py")
    version = members["ReLU__version_0"]()
    with pytest.raises(ValueError, match="beyond"):
        version.forward(np.ones((3, 3)))
    assert version.backward(1) == -1


def test_of_two_slips_each_array_is_told_its_own() -> None:
    found = repairs_of(judge_file(TWO_SLIPS, "A/Affine"))
    assert [each.line for each in found] == [11, 9]
    assert all(CATALOGUE.explain(each).hint.endswith("another cause.") for each in found)


def test_two_gradients_are_only_to_be_swapped_where_both_are_wrong() -> None:
    path, source = "A/Max/mask", _right("A/Max/mask")
    both = judge_file(source.replace("return dx, dy", "return dy, dx"), path)
    assert {each.code for each in repairs_of(both)} == {"repair_returned"}


@pytest.mark.long
@pytest.mark.parametrize("convention", ["A", "B", "E"])
def test_what_is_changed_in_right_code_is_changed_back(convention: str) -> None:
    found, tried = change_and_repair(f"{convention}/Affine", every=150)
    assert tried
    assert found >= 0.75 * tried


def test_right_code_costs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "candidates_for", None)  # which would raise
    assert judge_file(_right("A/Affine/textbook"), "A/Affine").points == 1


def test_no_answer_is_sent_along() -> None:
    """What goes out are inputs, parameters and upstream gradients, and no right result."""
    watched = Watched()
    wrong = _right("A/Affine/textbook").replace("axis=0", "axis=1")
    assert repairs_of(judge_file(wrong, "A/Affine", watched))
    sent = {
        array.tobytes()
        for request in watched.requests
        for case in request.cases
        for call in case.calls
        for array in call.arrays
    }
    assert any(b"_load_versions_" in request.source for request in watched.requests)
    task = LayerTask(layer="Affine")
    rounds = [
        each
        for trial in plans_for(task, 3, DOUBLE)[0].trials
        for each in trial.rounds
        if trial.name != "batch-of-one"  # where the gradient of b is dout itself
    ]
    right = {each.right[0].tobytes() for each in rounds}
    right |= {g.tobytes() for each in rounds for g in each.gradients.values() if g.any()}
    assert right
    assert sent.isdisjoint(right)


def test_of_a_hidden_test_nothing_is_searched(monkeypatch: pytest.MonkeyPatch) -> None:
    clipped = "import numpy as np\nclass ReLU:\n    def forward(self, x):\n        self.x = x\n"
    clipped += "        return np.clip(x, 0, 100)\n"
    clipped += "    def backward(self, dout):\n        return dout * (self.x > 0)\n"
    assert repairs_of(judge_file(clipped, "A/ReLU"))
    monkeypatch.setattr(search.Search, "repairs", None)  # which would raise
    (finding,) = judge_file(clipped, "A/ReLU", hidden=["large"]).report.layers[0].findings
    assert finding.repair is None
    assert finding.problem.code == "hidden_test"


def test_where_something_is_hidden_not_all_checks_are_said_to_pass() -> None:
    wrong = _right("A/Affine/textbook").replace("axis=0", "axis=1")
    found = repairs_of(judge_file(wrong, "A/Affine", hidden=["large"]))
    assert CATALOGUE.explain(found[0]).hint.endswith("that are not hidden.")


def test_a_change_beside_an_exception_says_nothing_of_numbers() -> None:
    wrong = _right("A/Affine/textbook").replace("dout, self.W.T", "dout, self.W")
    (finding,) = judge_file(wrong, "A/Affine").report.layers[0].findings
    assert finding.repair is not None
    told = CATALOGUE.explain(finding.repair)
    assert told.message == f"Line {finding.repair.line} can be put right."
    assert CATALOGUE.explain(finding.repair, "ja").message != told.message


WIDE = "\n".join(f"        a{n} = {n} * x + {n}.5" for n in range(3000))
HUGE = f"class ReLU:\n    def forward(self, x):\n{WIDE}\n        return x\n"
DEEP = f"class ReLU:\n    def forward(self, x):\n        return {'(' * 90}x{' + 1)' * 90}\n"


@pytest.mark.long
def test_of_huge_code_few_changes_are_tried_and_of_deep_code_none() -> None:
    source = HUGE[:30_000].rpartition("\n")[0] + "\n"
    code = _code(source, "ReLU", "A")
    read = SourceCode.of(source.encode())
    assert read is not None
    suspicion = suspicion_for(read, KINDS["ReLU"].specification(), "A", frozenset({"y"}))
    assert len(candidates_for(code, suspicion)) <= MOST_CHANGES
    for text in (HUGE, DEEP):
        unread = SourceCode.of(text.encode())
        assert unread is None or code_of(unread, KINDS["ReLU"].specification(), "A") is None


@pytest.mark.long
def test_changes_that_never_end_cost_a_bounded_time(code_runner: Runner) -> None:
    loops = "import numpy as np\nclass ReLU:\n    def forward(self, x):\n        n = 0\n"
    loops += "        while n < 5:\n            n = n + 1\n        self.x = x\n"
    loops += "        return np.minimum(x, 0)\n"
    loops += "    def backward(self, dout):\n        return dout * (self.x > 0)\n"
    (found,) = {each.code for each in repairs_of(judge_file(loops, "A/ReLU", code_runner))}
    assert found == "repair_function"

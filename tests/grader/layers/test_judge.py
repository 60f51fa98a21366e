"""Verdict, points and report over a whole file, in a real child process."""

import json
from pathlib import Path

import pytest

from grader.bundles.folder import open_folder
from grader.layers.judge import judge
from grader.sandbox.runner import Limits, Request, Run, RunnerFaultError
from grader.verdicts import Verdict

BUNDLE = Path(__file__).parents[3] / "assignments" / "backprop-layers"


def _codes(outcome) -> dict[str, list[str]]:
    return {
        layer.layer: [finding.problem.code for finding in layer.findings]
        for layer in outcome.report.layers
    }


def _points(outcome) -> dict[str, float]:
    return {layer.layer: layer.points for layer in outcome.report.layers}


def test_the_starter_is_told_layer_by_layer_that_it_is_not_written(judged) -> None:
    outcome = judged((BUNDLE / "layers.py").read_bytes())
    assert (outcome.verdict, outcome.points, outcome.score) == (Verdict.ERROR_IN_CODE, 0.0, None)
    assert set(map(tuple, _codes(outcome).values())) == {("not_written",)}
    lines = [layer.findings[0].problem.line for layer in outcome.report.layers]
    assert lines == sorted(set(lines))


def test_the_ready_bundle_is_sound_and_worth_twenty_points() -> None:
    definition = open_folder(BUNDLE).definition
    assert definition.layers is not None
    assert definition.layers.max_points == 20.0
    assert definition.quota.per_day == 100
    assert (definition.opens_at, definition.closes_at) == (None, None)


def test_half_of_the_layers_earn_their_points_and_the_others_are_named(judged, plain: str) -> None:
    outcome = judged(plain[: plain.index("class Sigmoid")])
    assert outcome.verdict is Verdict.ERROR_IN_CODE
    assert outcome.points == 11.0
    assert _codes(outcome)["ReLU"] == ["class_missing"]
    assert _codes(outcome)["Affine"] == []


def test_the_verdict_is_of_what_is_told_and_not_of_an_error_that_is_not(judged, plain: str) -> None:
    off = plain.replace(
        "return dout * self.mask", "assert len(dout) > 1\n        return 2 * dout * self.mask"
    )
    assert off != plain
    outcome = judged(off, layers=["ReLU"])
    assert outcome.verdict is Verdict.WRONG_GRADIENT
    assert _codes(outcome)["ReLU"] == ["wrong_factor"]


@pytest.mark.parametrize("source", ["import numpy as np", "class Affine: pass"])
def test_a_file_with_nothing_asked_for_earns_nothing_and_hears_why(judged, source: str) -> None:
    outcome = judged(source)
    assert (outcome.verdict, outcome.points) == (Verdict.ERROR_IN_CODE, 0.0)
    assert _codes(outcome)["Add"] == ["class_missing"]


@pytest.mark.parametrize(("body", "code"), [("pass", "not_written"), ("x + 1", "returned_nothing")])
def test_a_body_of_pass_is_not_written_and_one_without_return_returns_nothing(
    judged, body: str, code: str
) -> None:
    forward, backward = f"def forward(self, x): {body}", f"def backward(self, x): {body}"
    outcome = judged(f"class ReLU:\n    {forward}\n    {backward}")
    assert _codes(outcome)["ReLU"] == [code]


def test_a_syntax_error_is_the_problem_of_the_whole_file(judged) -> None:
    outcome = judged("class Add:\n    def forward(self, x y):\n        return x")
    (problem,) = outcome.report.problems
    assert (outcome.verdict, problem.code, problem.line) == (
        Verdict.ERROR_IN_CODE,
        "syntax_error",
        2,
    )
    assert outcome.report.problems_total == 1
    assert set(_points(outcome).values()) == {0.0}
    assert set(map(tuple, _codes(outcome).values())) == {()}


def test_a_wrong_layer_is_explained_though_another_one_ends_the_process(judged) -> None:
    """Its gradient is measured in a process of its own."""
    wrong = """
import os
import numpy as np
class ReLU:
    def forward(self, x):
        return 2 * np.maximum(x, 0)
    def backward(self, dout):
        return 3.3 * dout
class Sigmoid:
    def forward(self, x):
        os._exit(0)
"""
    outcome = judged(wrong, layers=("ReLU", "Sigmoid"))
    assert outcome.verdict is Verdict.ERROR_IN_CODE
    assert _codes(outcome)["ReLU"] == ["wrong_factor", "not_the_slope"]
    assert _points(outcome) == {"ReLU": 0.0, "Sigmoid": 0.0}


def test_a_layer_that_never_ends_keeps_the_points_of_all_others(judged, plain: str) -> None:
    looping = plain.replace("self.dW = self.x.T @ dout", "while True: pass")
    outcome = judged(looping, wall_s=1.0)
    (problem,) = outcome.report.problems
    assert (outcome.verdict, problem.code) == (Verdict.TIME_LIMIT, "turn_limit")
    assert problem.values["where"] == "Affine.backward"
    assert _points(outcome) == {
        "Add": 1.5, "Multiply": 1.5, "Max": 1.5, "Sigmoid": 1.5, "Tanh": 1, "ReLU": 1.5,
        "Softmax": 2, "Affine": 0, "BatchNorm": 3.5, "SoftmaxWithLoss": 3
    }  # fmt: skip


@pytest.mark.parametrize(
    ("top", "verdict"),
    [
        ("a = [0]\nwhile True: a += a\n", Verdict.MEMORY_LIMIT),
        ("while True: print('x' * 1000)\n", Verdict.OUTPUT_LIMIT),
        ("import os\nos._exit(0)\n", Verdict.ERROR_IN_CODE),
    ],
)
def test_a_program_that_fails_as_a_whole_has_that_verdict(judged, plain, top, verdict) -> None:
    outcome = judged(top + plain)
    assert (outcome.verdict, outcome.points, outcome.score) == (verdict, 0.0, None)


def test_the_gravest_of_several_faults_is_the_verdict(judged, plain: str) -> None:
    gradient = plain.replace("dout * self.mask", "dout")
    value = gradient.replace("return x + y", "return x - y")
    error = value.replace("return x * y", "return x @ y.nothing")
    assert [judged(source).verdict for source in (gradient, value, error)] == [
        Verdict.WRONG_GRADIENT,
        Verdict.WRONG_VALUE,
        Verdict.ERROR_IN_CODE,
    ]


def test_a_wrong_forward_costs_its_own_points_and_backward_keeps_those_of_its_derivative(
    judged, plain: str
) -> None:
    """Forward doubles its output, and backward is the derivative of that."""
    doubled = plain.replace("np.where(self.mask, x, 0.0)", "2 * np.where(self.mask, x, 0.0)")
    consistent = doubled.replace("dout * self.mask", "2 * dout * self.mask")
    outcome = judged(consistent, layers=["ReLU"])
    assert (outcome.verdict, outcome.points) == (Verdict.WRONG_VALUE, 0.75)
    assert _codes(outcome)["ReLU"] == ["wrong_factor"]


def test_a_wrong_forward_does_not_spoil_a_backward_that_is_right(judged, plain: str) -> None:
    doubled = plain.replace("np.where(self.mask, x, 0.0)", "2 * np.where(self.mask, x, 0.0)")
    outcome = judged(doubled, layers=["ReLU"])
    assert (outcome.verdict, outcome.points) == (Verdict.WRONG_VALUE, 0.75)


def test_where_both_are_wrong_the_element_is_measured_on_the_students_own_forward(
    judged, plain: str
) -> None:
    """Forward squares; its derivative 2x dout is right but for one element."""
    wrong = plain.replace("self.mask = x > 0", "self.x = x").replace(
        "np.where(self.mask, x, 0.0)", "x**2"
    )
    off = wrong.replace(
        "return dout * self.mask",
        "dx = 2 * self.x * dout\n        dx[2, 3] += 0.5\n        return dx",
    )
    outcome = judged(off, layers=["ReLU"])
    output, gradient = outcome.report.layers[0].findings
    assert output.array == "y"
    assert (gradient.check, gradient.array, gradient.element) == ("derivative", "dx", (2, 3))
    assert gradient.got - gradient.expected == pytest.approx(0.5, rel=1e-5)
    assert gradient.difference == pytest.approx(0.5, rel=1e-5)
    assert gradient.problem.code == "one_element"


def test_a_finding_tells_element_values_and_difference_exactly(judged, plain: str) -> None:
    off = plain.replace(
        "self.dW = self.x.T @ dout", "self.dW = self.x.T @ dout\n        self.dW[3, 1] = 1000"
    )
    (finding,) = judged(off, layers=["Affine"]).report.layers[0].findings
    assert (finding.check, finding.case, finding.array) == ("reference", "random", "dW")
    assert (finding.element, finding.got) == ((3, 1), 1000.0)
    assert finding.difference == pytest.approx(1000 - finding.expected)
    assert finding.problem.values["place"] == "dW[3, 1]"


def test_a_gradient_of_nan_is_never_equal_to_anything(judged, plain: str) -> None:
    (finding,) = (
        judged(plain.replace("dout * self.mask", "dout * np.nan"), layers=["ReLU"])
        .report.layers[0]
        .findings
    )
    assert (finding.got, finding.difference) == (None, None)
    assert finding.problem.values["got"] == "nan"


def test_what_the_code_prints_is_shown(judged, plain: str) -> None:
    assert judged(plain + "print('hello')").report.output == "hello\n"


def test_the_same_file_and_seed_give_the_same_outcome(judged, plain: str) -> None:
    wrong = plain.replace("dout * self.mask", "dout")
    first, again, other = (judged(wrong, seed, layers=["ReLU"]) for seed in (5, 5, 6))
    assert first == again
    assert first.report.layers[0].findings[0].got != other.report.layers[0].findings[0].got


def test_only_the_layers_asked_for_are_called(judged, plain: str) -> None:
    outcome = judged(plain.replace("class Sigmoid", "class Other"), layers=["Affine", "ReLU"])
    assert (outcome.verdict, outcome.score, outcome.max_points) == (Verdict.SCORED, 4.5, 4.5)


def test_gradients_of_float32_that_are_wrong_are_still_caught(judged, right: Path) -> None:
    source = (right / "float32.py").read_text()
    wrong = source.replace("self.dW = self.x.T @ dout", "self.dW = F(1.001) * self.x.T @ dout")
    outcome = judged(wrong, layers=["Affine"])
    assert outcome.verdict is Verdict.WRONG_GRADIENT
    assert [finding.array for finding in outcome.report.layers[0].findings] == ["dW"]


def test_a_fault_of_the_runner_is_no_verdict(plain: str) -> None:
    class Broken:
        def run(self, *_: object) -> Run:
            raise RunnerFaultError("no child")

    layers = open_folder(BUNDLE).definition.layers
    assert layers is not None
    with pytest.raises(RunnerFaultError):
        judge(plain.encode(), "layers.py", layers, Limits(1, 1, 10**8, 100), Broken(), 0)


def test_all_cases_of_a_right_file_travel_in_one_request(plain: str) -> None:
    class Counting:
        requests = 0

        def run(self, request: Request) -> Run:
            self.requests += 1
            asked = {case.name.split(",")[0] for case in request.cases}
            assert asked == {task.layer for task in layers.tasks}
            assert not any("expected" in case.name for case in request.cases)
            return Run(verdict=Verdict.TIME_LIMIT)

    layers, runner = open_folder(BUNDLE).definition.layers, Counting()
    assert layers is not None
    outcome = judge(plain.encode(), "layers.py", layers, Limits(1, 1, 10**8, 100), runner, 0)
    assert runner.requests == 1
    assert outcome.points == 0.0


SABOTAGE = """
import numpy as np, sys
def stop():
    frame = sys._getframe()
    while not hasattr(frame.f_locals.get("self"), "_handed"):
        frame = frame.f_back
    answer = lambda self, key: %s
    frame.f_locals["self"]._handed = type("E", (dict,), {"__getitem__": answer})()
class Add:
    def forward(self, x, y):
        stop()
        return x + y
"""


@pytest.mark.parametrize("answer", ["1 / 0", "(np.zeros(1),) * 3", "()"])
def test_tampering_with_the_account_of_inputs_earns_nothing_and_is_forbidden(
    judged, answer: str
) -> None:
    outcome = judged(SABOTAGE % answer, layers=["Add"])
    assert (outcome.verdict, outcome.points) == (Verdict.FORBIDDEN_ACTION, 0.0)


def test_an_exception_whose_module_name_cannot_be_told_shows_nothing_of_ours(judged) -> None:
    name = 'type("N", (), {"__str__": lambda self: 1 / 0})()'
    outcome = judged(f"raise ModuleNotFoundError(name={name})", layers=["Add"])
    assert outcome.verdict is Verdict.ERROR_IN_CODE
    assert "Traceback" not in outcome.report.output


def test_findings_on_numbers_that_are_not_finite_are_plain_json(judged) -> None:
    source = (
        "class Multiply:\n    def forward(self, x, y): return x * y * float('nan')\n"
        "    def backward(self, d): return d * float('nan'), d * float('nan')\n"
    )
    report = judged(source, layers=["Multiply"]).report
    found = [finding for layer in report.layers for finding in layer.findings]
    json.dumps([finding.model_dump(mode="python") for finding in found], allow_nan=False)
    assert {finding.problem.code for finding in found} == {"not_finite"}
    assert all(finding.problem.values["expected"] != "nan" for finding in found)


@pytest.mark.parametrize("source", ["", "\n", " \r\n\t"])
def test_an_empty_file_is_called_empty(judged, source: str) -> None:
    outcome = judged(source, layers=["Add", "Affine"])
    assert (outcome.verdict, outcome.points) == (Verdict.INVALID_FILE, 0.0)
    assert [problem.code for problem in outcome.report.problems] == ["source_empty"]


SHARED_CACHE = """
class Multiply:
    def forward(self, x, y, cache={}):
        cache.setdefault("inputs", (x, y))
        self.inputs = cache["inputs"]
        return x * y
    def backward(self, dout):
        x, y = self.inputs
        return dout * y, dout * x
"""


def test_a_mutable_default_that_keeps_the_first_batch_is_caught(judged) -> None:
    outcome = judged(SHARED_CACHE, layers=["Multiply"])
    (layer,) = outcome.report.layers
    assert outcome.verdict is not Verdict.SCORED
    assert layer.points == pytest.approx(layer.max_points / 3)


def test_a_mutable_default_that_is_written_anew_is_no_fault(judged) -> None:
    source = SHARED_CACHE.replace('cache.setdefault("inputs", (x, y))', 'cache["inputs"] = (x, y)')
    assert judged(source, layers=["Multiply"]).verdict is Verdict.SCORED

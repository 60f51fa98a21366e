"""One budget for a file, and a layer that ends its process costs no other."""

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from grader.definition.layer_tasks import Layers, LayerTask
from grader.layers import execution
from grader.layers.judge import judge
from grader.reports import LayerReport, Outcome
from grader.sandbox.plain.subprocess_runner import SubprocessRunner
from grader.sandbox.runner import Limits, Reply, Request, Run, Runner
from grader.verdicts import Verdict
from tests.runner_here import RunnerHere

LOOPS = "while True: pass"
STOPS = {
    LOOPS: ("turn_limit", Verdict.TIME_LIMIT),
    "print('x' * 300_000)": ("output_limit", Verdict.OUTPUT_LIMIT),
    "self.z = np.ones(10**9)": ("memory_limit", Verdict.MEMORY_LIMIT),
    "import os; os._exit(3)": ("code_died", Verdict.ERROR_IN_CODE),
}
LIMITS = Limits(4.0, 4.0, 512_000_000, 100_000)
FIVE = Layers(
    tasks=tuple(LayerTask(layer=n) for n in ("Add", "Multiply", "Max", "Sigmoid", "Tanh"))
)
UPLOADS = Path(__file__).parents[4] / "shared/cases/uploads/03-one-loop-costs-later-layers"


def _with(source: str, layer: str, line: str) -> str:
    """A file of which the forward of a layer begins with a line of another's."""
    head, _, rest = source.partition(f"class {layer}:")
    return head + f"class {layer}:" + rest.replace("x):\n", f"x):\n        {line}\n", 1)


def _unjudged(outcome: Outcome) -> dict[str, str]:
    return {each.layer: each.unjudged.code for each in outcome.report.layers if each.unjudged}


def _lost(outcome: Outcome) -> list[str]:
    return [each.layer for each in outcome.report.layers if each.points < each.max_points]


@pytest.mark.parametrize("line", STOPS)
def test_a_layer_that_ends_its_process_costs_its_own_points_alone(judged, plain, line) -> None:
    code, verdict = STOPS[line]
    outcome = judged(_with(plain, "Tanh", line), wall_s=2.0)
    assert (outcome.verdict, outcome.points) == (verdict, 19.0)
    (problem,) = outcome.report.problems
    assert (problem.code, problem.values["where"]) == (code, "Tanh.forward")
    assert _lost(outcome) == ["Tanh"]
    assert _unjudged(outcome) == {}


@pytest.mark.skipif(not UPLOADS.exists(), reason="needs the cases beside the repository")
@pytest.mark.parametrize("name", ["loop_in_tanh.py", "prints_in_tanh.py", "memory_in_tanh.py"])
def test_the_uploaded_files_keep_nineteen_points(judged, name: str) -> None:
    outcome = judged((UPLOADS / name).read_bytes(), wall_s=2.0)
    assert (outcome.points, _lost(outcome)) == (19.0, ["Tanh"])


def test_a_plain_process_goes_on_after_a_stop_as_well(plain: str) -> None:
    tasks = tuple(LayerTask(layer=name) for name in ("Add", "Tanh", "ReLU"))
    source = _with(plain, "Tanh", LOOPS).encode()
    outcome = judge(source, "layers.py", Layers(tasks=tasks), LIMITS, SubprocessRunner(), 0)
    assert (outcome.points, _lost(outcome)) == (2.0, ["Tanh"])
    assert [problem.code for problem in outcome.report.problems] == ["turn_limit"]


def test_a_wrong_layer_beside_one_that_loops_is_explained(judged, plain: str) -> None:
    wrong = plain.replace("self.dW = self.x.T @ dout", "self.dW = -(self.x.T @ dout)")
    outcome = judged(_with(wrong, "Tanh", LOOPS), wall_s=2.0)
    found = {each.layer: [f.problem.code for f in each.findings] for each in outcome.report.layers}
    assert found["Affine"] == ["wrong_sign"]
    assert _lost(outcome) == ["Tanh", "Affine"]


def test_two_layers_that_loop_are_each_stopped_and_the_rest_is_judged(judged, plain: str) -> None:
    source = _with(_with(plain, "Tanh", LOOPS), "Softmax", LOOPS)
    outcome = judged(source, wall_s=4.0)
    assert (_lost(outcome), outcome.points) == (["Tanh", "Softmax"], 17.0)
    codes = [(p.code, p.values["where"]) for p in outcome.report.problems]
    assert codes == [("turn_limit", "Tanh.forward"), ("turn_limit", "Softmax.forward")]


def test_a_file_that_does_not_run_has_no_wrong_layer(judged, plain: str) -> None:
    outcome = judged("import nothing_of_the_kind\n" + plain)
    assert set(_unjudged(outcome).values()) == {"not_judged_not_loaded"}
    assert len(_unjudged(outcome)) == 10
    assert all(each.checks_total == 0 for each in outcome.report.layers)


@dataclass
class _Slow:
    """A runner in this process, to which each request takes as long as it is told."""

    wall_s: float
    requests: list[Request] = field(default_factory=list)
    here: RunnerHere = field(default_factory=RunnerHere)

    def run(self, request: Request) -> Run:
        """Run it and say how long it took."""
        self.requests.append(request)
        run = self.here.run(request)
        return Run(run.replies, loaded=True, wall_s=self.wall_s, cpu_s=self.wall_s)


def _judge_two(plain: str, runner: Runner, limits: Limits = LIMITS) -> Outcome:
    tasks = (LayerTask(layer="Add"), LayerTask(layer="Affine"))
    wrong = plain.replace("self.dW = self.x.T @ dout", "self.dW = 3 * self.x + dout").encode()
    return judge(wrong, "layers.py", Layers(tasks=tasks), limits, runner, 0)


def test_every_request_of_a_file_draws_on_one_budget(plain: str) -> None:
    runner = _Slow(0.5)
    _judge_two(plain, runner)
    assert len(runner.requests) > 1
    left = [request.limits.wall_s for request in runner.requests]
    assert left == [4.0 - 0.5 * number for number in range(len(left))]
    assert [request.limits.cpu_s for request in runner.requests] == left
    assert [request.limits.turn_s for request in runner.requests] == [each / 2 for each in left]


def test_what_the_budget_does_not_reach_is_not_judged_and_the_rest_keeps_its_points(plain) -> None:
    runner = _Slow(4.0)
    outcome = _judge_two(plain, runner)
    assert len(runner.requests) == 1
    assert (outcome.verdict, outcome.points) == (Verdict.TIME_LIMIT, 1.0)
    assert _unjudged(outcome) == {"Affine": "not_judged_out_of_time"}
    assert [problem.code for problem in outcome.report.problems] == ["time_limit"]


def test_the_only_layer_of_a_file_may_take_all_of_its_time(plain: str) -> None:
    runner = _Slow(0.1)
    layers = Layers(tasks=(LayerTask(layer="Add"),))
    judge(plain.encode(), "layers.py", layers, LIMITS, runner, 0)
    assert runner.requests[0].limits.turn_s == float("inf")


def test_requests_have_a_bounded_size_and_lose_no_answer(
    plain: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = _judge_two(plain, _Slow(0.0))
    small = _Slow(0.0)
    monkeypatch.setattr(execution, "REQUEST_BYTES", 3_000)
    assert _judge_two(plain, small) == whole
    sizes = [[case.array_bytes for case in each.cases] for each in small.requests]
    assert len(sizes) > 5
    assert all(sum(each) <= 3_000 or len(each) == 1 for each in sizes)


@dataclass
class _Dying(_Slow):
    """The same, but the process dies in the middle of a case of Max."""

    verdict: Verdict = Verdict.ERROR_IN_CODE

    def run(self, request: Request) -> Run:
        """Run it up to the middle of the first case of Max."""
        run = super().run(request)
        names = [case.calls[0].name for case in request.cases]
        if "Max" not in names:
            return run
        at = names.index("Max")
        half: tuple[Reply, ...] = run.replies[at][:2]
        return Run((*run.replies[:at], half), loaded=True, verdict=self.verdict)


def test_a_partial_reply_blames_the_layer_that_was_running_and_skips_no_other(plain: str) -> None:
    runner = _Dying(0.1)
    outcome = judge(plain.encode(), "layers.py", FIVE, LIMITS, runner, 0)
    assert (outcome.points, _lost(outcome), len(runner.requests)) == (4.0, ["Max"], 2)


def test_after_a_forbidden_action_nothing_is_run_again(plain: str) -> None:
    runner = _Dying(0.1, verdict=Verdict.FORBIDDEN_ACTION)
    outcome = judge(plain.encode(), "layers.py", FIVE, LIMITS, runner, 0)
    assert (outcome.verdict, outcome.points) == (Verdict.FORBIDDEN_ACTION, 2.0)
    assert len(runner.requests) == 1
    why = "not_judged_after_violation"
    assert _unjudged(outcome) == {"Sigmoid": why, "Tanh": why}


def test_the_time_of_the_judge_itself_is_bounded_too(
    plain: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(execution, "JUDGE_S", -10.0)
    runner = _Slow(0.0)
    outcome = judge(plain.encode(), "layers.py", FIVE, LIMITS, runner, 0)
    assert runner.requests == []
    assert set(_unjudged(outcome).values()) == {"not_judged_out_of_time"}
    assert outcome.verdict is Verdict.TIME_LIMIT


SINGLE = """
import numpy as np
class Tanh:
    def forward(self, x):
        print("Tanh")
        self.y = np.tanh(x).astype(np.float32)
        return self.y
    def backward(self, dout):
        return (dout * (1 - self.y**2)).astype(np.float32)
class Add:
    def forward(self, x, y):
        print("Add")
        return x - y
    def backward(self, dout):
        return dout, dout
"""


def test_single_precision_is_not_called_wrong_where_no_time_is_left_to_tell(plain: str) -> None:
    """The second examination, with larger steps, is what knows it to be right."""
    layers = Layers(tasks=(LayerTask(layer="Tanh"), LayerTask(layer="Add")))
    runner = _Slow(2.0)
    outcome = judge(SINGLE.encode(), "layers.py", layers, LIMITS, runner, 0)
    assert len(runner.requests) == 2
    assert _unjudged(outcome) == {"Tanh": "not_judged_out_of_time"}
    assert _lost(outcome) == ["Tanh", "Add"]


def test_what_all_examined_layers_print_is_shown_though_some_are_examined_again(
    code_runner: Runner,
) -> None:
    layers = Layers(tasks=(LayerTask(layer="Tanh"), LayerTask(layer="Add")))
    outcome = judge(SINGLE.encode(), "layers.py", layers, LIMITS, code_runner, 0)
    assert _report(outcome, "Tanh").points == 1
    assert set(outcome.report.output.split()) == {"Tanh", "Add"}


def _report(outcome: Outcome, layer: str) -> LayerReport:
    return next(each for each in outcome.report.layers if each.layer == layer)


def test_a_layer_that_stops_in_a_hidden_test_is_stopped_alone(
    code_runner: Runner, plain: str
) -> None:
    hidden = ("random", "large")
    tasks = (LayerTask(layer="Tanh", hidden=hidden), LayerTask(layer="ReLU", hidden=hidden))
    source = _with(plain, "Tanh", "while abs(x).max() > 100: pass").encode()
    outcome = judge(source, "layers.py", Layers(tasks=tasks), LIMITS, code_runner, 0)
    assert _report(outcome, "Tanh").points == 0
    assert _report(outcome, "ReLU").points == 1

"""The judge beside other ways of checking gradients: how fast, and what they catch.

    pip install 'torch>=2.5,<3'
    python benchmarks/judge.py [rounds]

Three parts, each in one run and on one thread:

1. Time of a verdict beside `torch.autograd.gradcheck`, the element loop of course notes and the way
   of Chainer (see `gradient_peers`), on the same code, shapes and process. Each is given code that
   is loaded and inputs that are drawn: the others one point, the judge inputs of all kinds and what
   right code answers to them. The others check that backward is the derivative of forward; the
   judge that, that both are as in the reference on inputs of every kind, and how the code behaves.
   Drawing those inputs is timed beside it, and so is the full examination, which code gets that is
   not admitted, with all its drawing and loading. Fast ways are interleaved over some rounds and
   medians are given; slow ones run once. Then the two fastest in every style of right code, since
   how a layer is written decides what a call costs.
2. The wrong versions of `tests/judge/mutations`, as far as others can take them (classes, no random
   layers), and who catches how many.
3. The whole assignment `backprop-layers` in a warm sandbox, and the calls of the student's code in
   it.
"""

import contextlib
import math
import os
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import torch  # noqa: E402
from gradient_peers import PEERS, HandWritten  # noqa: E402

from grader import SandboxRunner, open_folder  # noqa: E402
from grader.definition.layer_tasks import Layers, LayerTask  # noqa: E402
from grader.layers.checks.screening import screening_for  # noqa: E402
from grader.layers.judge import judge  # noqa: E402
from grader.layers.trials.plan import plans_for  # noqa: E402
from grader.layers.trials.precision import DOUBLE  # noqa: E402
from grader.sandbox.runner import Limits, Operation  # noqa: E402
from grader.verdicts import Verdict  # noqa: E402
from tests.runner_here import RunnerHere, load, members_of, quietly  # noqa: E402

RIGHT = ROOT / "tests/judge/mutations/right/A"
LIMITS = Limits(wall_s=60.0, cpu_s=60.0, memory_bytes=1_000_000_000, output_bytes=65_536)
ROWS = {"N": 32, "D": 100}
IMAGES = {"N": 4, "C": 3, "H": 16, "W": 16}
TASKS = {
    "Add": (LayerTask(layer="Add", shapes=ROWS), "direct"),
    "Multiply": (LayerTask(layer="Multiply", shapes=ROWS), "textbook"),
    "Max": (LayerTask(layer="Max", shapes=ROWS), "mask"),
    "Sigmoid": (LayerTask(layer="Sigmoid", shapes=ROWS), "textbook"),
    "Tanh": (LayerTask(layer="Tanh", shapes=ROWS), "direct"),
    "ReLU": (LayerTask(layer="ReLU", shapes=ROWS), "textbook"),
    "GELU": (LayerTask(layer="GELU", shapes=ROWS), "vectorized"),
    "Softmax": (LayerTask(layer="Softmax", shapes={"N": 32, "C": 10}), "row_wise"),
    "Affine": (LayerTask(layer="Affine", shapes={**ROWS, "M": 50}), "textbook"),
    "BatchNorm": (LayerTask(layer="BatchNorm", shapes={"N": 32, "D": 50}), "textbook"),
    "LayerNorm": (LayerTask(layer="LayerNorm", shapes={"N": 32, "D": 50}), "step_by_step"),
    "LeakyReLU": (LayerTask(layer="LeakyReLU", shapes=ROWS), "where"),
    "SoftmaxWithLoss": (
        LayerTask(layer="SoftmaxWithLoss", shapes={"N": 32, "C": 10}),
        "log_sum_exp",
    ),
    "CrossEntropy": (LayerTask(layer="CrossEntropy", shapes={"N": 32, "C": 10}), "direct"),
    "SquaredError": (LayerTask(layer="SquaredError", shapes=ROWS), "direct"),
    "AbsoluteError": (LayerTask(layer="AbsoluteError", shapes=ROWS), "direct"),
    "Conv2D": (
        LayerTask(layer="Conv2D", shapes={**IMAGES, "M": 8, "KH": 3, "KW": 3}),
        "windows",
    ),
    "MaxPool": (LayerTask(layer="MaxPool", shapes=IMAGES), "mask"),
    "AveragePool": (LayerTask(layer="AveragePool", shapes=IMAGES), "offsets"),
    "Embedding": (LayerTask(layer="Embedding", shapes={"N": 32, "V": 50, "D": 20}), "add_at"),
    "Attention": (
        LayerTask(layer="Attention", shapes={"N": 4, "T": 8, "S": 8, "D": 16, "E": 16}),
        "matmul",
    ),
    "ThreeLayerPerceptron": (
        LayerTask(layer="ThreeLayerPerceptron", shapes={**ROWS, "H": 50, "C": 10}),
        "by_hand",
    ),
}
SLOW = ("gradcheck slow", "element loop")
OWN = ("verdict", "drawing", "full examination")


def build_from(source: bytes, task: LayerTask) -> HandWritten:
    """The layer of a file at the plain point of the full examination."""
    plan = plans_for(task, 0, DOUBLE)[0]
    members = members_of(source, "layers.py")
    names = (plan.layer.name, *plan.layer.aliases)
    make = next(members[name] for name in names if name in members)
    return HandWritten(make, plan.layer, plan.trials[0].rounds[0])


def verdict_on(source: bytes, task: LayerTask) -> Callable[[], bool]:
    """What gives the verdict on a loaded file with drawn inputs: whether it is right."""
    screening, run = screening_for(task, 0), load(source, "layers.py", LIMITS)
    cases = [script.case for script in screening.scripts]
    return lambda: screening.admit(run(cases).replies) is not None


def judge_source(source: bytes, task: LayerTask, *, thorough: bool) -> Verdict:
    """The verdict on one layer, from its source."""
    layers = Layers(tasks=(task,))
    outcome = judge(source, "layers.py", layers, LIMITS, RunnerHere(), 0, thorough=thorough)
    return outcome.verdict


def passes(source: bytes, task: LayerTask, check: Callable[[HandWritten], bool]) -> bool:
    """Whether a peer lets a file pass; what raises does not."""
    with quietly():
        try:
            return check(build_from(source, task))
        except Exception:  # noqa: BLE001 - a mutant may raise anything
            return False


def times_ms(rounds: int) -> dict[str, dict[str, float]]:
    """Median milliseconds by layer and way."""
    found: dict[str, dict[str, float]] = {}
    for name, (task, style) in TASKS.items():
        source = (RIGHT / name / f"{style}.py").read_bytes()
        written, verdict = build_from(source, task), verdict_on(source, task)
        ways: dict[str, Callable[[], object]] = {
            "verdict": verdict,
            "drawing": lambda t=task: screening_for(t, 0),  # type: ignore[misc]
            "full examination": lambda s=source, t=task: judge_source(s, t, thorough=True),  # type: ignore[misc]
            **{w: lambda c=c, w=written: c(w) for w, c in PEERS.items()},  # type: ignore[misc]
        }
        assert verdict(), name
        assert PEERS["gradcheck fast"](written), name  # it stops at the first thing it blames
        quick = {w: way for w, way in ways.items() if w not in SLOW}
        found[name] = medians(quick, rounds) | medians({w: ways[w] for w in SLOW}, 1, warm=False)
    return found


def print_styles(rounds: int) -> None:
    """How the fast ways compare on right code in every style that both of them let pass."""
    gradcheck = PEERS["gradcheck fast"]
    for name, (task, _) in TASKS.items():
        ratios: list[float] = []
        for path in sorted((RIGHT / name).glob("*.py")):
            source = path.read_bytes()
            verdict = verdict_on(source, task)
            with quietly():
                if not verdict() or not passes(source, task, gradcheck):
                    continue
                peer = partial(gradcheck, build_from(source, task))
                times = medians({"verdict": verdict, "peer": peer}, rounds)
            ratios.append(times["peer"] / times["verdict"])
        mean = math.exp(statistics.fmean(map(math.log, ratios)))
        styles = ", ".join(f"{ratio:.1f}x" for ratio in ratios)
        print(f"  {name:22}{mean:5.1f}x in the geometric mean of {styles}")


def medians(
    ways: dict[str, Callable[[], object]], rounds: int, *, warm: bool = True
) -> dict[str, float]:
    """Median milliseconds of each way, one after the other in every round."""
    times: dict[str, list[float]] = {name: [] for name in ways}
    for number in range(rounds + warm):
        for name, way in ways.items():
            started = time.perf_counter()
            way()
            if number >= warm:
                times[name].append((time.perf_counter() - started) * 1e3)
    return {name: statistics.median(each) for name, each in times.items()}


def print_times(found: dict[str, dict[str, float]]) -> None:
    """The table, and how many times what the judge takes others take."""
    print(f"{'':24}" + "".join(f"{way:>18}" for way in (*OWN, *PEERS)))
    for name, times in found.items():
        print(f"  {name:22}" + "".join(f"{times[way]:18.3f}" for way in (*OWN, *PEERS)))
    for own in (("verdict",), ("verdict", "drawing"), ("full examination",)):
        for way in PEERS:
            ratios = [times[way] / sum(times[each] for each in own) for times in found.values()]
            mean = math.exp(statistics.fmean(map(math.log, ratios)))
            print(
                f"  {way:16}{mean:9.1f}x {' and '.join(own)} in the geometric mean, "
                f"{min(ratios):.1f}x at least"
            )


def print_catches() -> None:
    """How many wrong versions each way catches, and how many right ones it blames."""
    from tests.judge.mutations.corpus import RIGHT as RIGHT_ONES  # noqa: PLC0415 - test code
    from tests.judge.mutations.corpus import WRONG  # noqa: PLC0415

    caught, blamed = Counter[str](), Counter[str]()
    wrong = [each for each in WRONG if _comparable(each)]
    right = [each for each in RIGHT_ONES if _comparable(each)]
    for ones, count in ((wrong, caught), (right, blamed)):
        for one in ones:
            task = LayerTask(layer=one.layer)
            source = one.source.encode()
            count["verdict"] += judge_source(source, task, thorough=False) is not Verdict.SCORED
            for name, check in PEERS.items():
                count[name] += not passes(source, task, check)
    print(f"{'':24}{'caught of ' + str(len(wrong)):>16}{'blamed of ' + str(len(right)):>16}")
    for name in ("verdict", *PEERS):
        print(f"  {name:22}{caught[name]:16}{blamed[name]:16}")


def _comparable(each: Any) -> bool:
    """Whether others can take it: a class, one output, nothing random, in the usual layout."""
    return not each.declared and each.layer not in {"Dropout", "TrainingStep", "Branch"}


def print_assignment(rounds: int) -> None:
    """The whole assignment in a warm sandbox, and what it asks of the code."""
    layers = open_folder(ROOT / "assignments/backprop-layers").definition.layers
    assert layers is not None
    source = (ROOT / "tests/corpus/layers/right/plain.py").read_bytes()
    times: list[float] = []
    with contextlib.closing(SandboxRunner()) as sandbox:
        for seed in range(rounds + 1):
            started = time.perf_counter()
            outcome = judge(source, "layers.py", layers, LIMITS, sandbox, seed)
            times.append((time.perf_counter() - started) * 1e3)
            assert outcome.verdict is Verdict.SCORED
    p50, p99 = statistics.median(times[1:]), statistics.quantiles(times[1:], n=100)[98]
    print(f"  {len(layers.tasks)} layers: p50 {p50:.0f} ms, p99 {p99:.0f} ms (bar: p50 60)")
    for task in layers.tasks:
        calls = Counter[str]()
        for script in screening_for(task, 0).scripts:
            calls.update(c.name for c in script.case.calls if c.operation is Operation.CALL)
        print(f"    {task.layer:16}{calls['forward']:3} forward, {calls['backward']:3} backward")


def main() -> None:
    """Measure and print all parts."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    torch.set_num_threads(1)
    print("The judge beside other ways, ms")
    with quietly():
        times = times_ms(rounds)
    print_times(times)
    print("\ngradcheck fast against the verdict, in every style of right code")
    print_styles(rounds)
    print("\nThe same wrong and right versions")
    print_catches()
    print("\nThe whole assignment in a warm sandbox")
    print_assignment(max(rounds, 100))


if __name__ == "__main__":
    main()

"""The judge over files of layers, run in the sandbox or, for many seeds, right here."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from grader.catalogue import PROBLEM_KINDS
from grader.definition.layer_tasks import Layers, LayerTask
from grader.layers.judge import judge
from grader.problems import Catalogue
from grader.reports import Outcome
from grader.sandbox.runner import Limits, Runner
from tests.runner_here import RunnerHere

POINTS = {
    "Add": 1.5,
    "Multiply": 1.5,
    "Max": 1.5,
    "Sigmoid": 1.5,
    "Tanh": 1,
    "ReLU": 1.5,
    "Softmax": 2,
    "Affine": 3,
    "BatchNorm": 3.5,
    "SoftmaxWithLoss": 3,
}
LIMITS = Limits(wall_s=20, cpu_s=20, memory_bytes=512_000_000, output_bytes=100_000)
CATALOGUE = Catalogue.of(PROBLEM_KINDS)


@pytest.fixture(autouse=True, scope="module")
def without_repairs() -> Iterator[None]:
    """What is said where no change of the code is found: these tests are about numbers."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("grader.layers.judge.find_repairs", lambda *_: {})
        patch.setattr("grader.layers.judge.find_culprits", lambda *_: {})
        yield


@pytest.fixture(scope="session")
def right() -> Path:
    """The folder of right solutions in many honest styles."""
    return Path(__file__).parents[2] / "corpus" / "layers" / "right"


@pytest.fixture(scope="session")
def plain(right: Path) -> str:
    """A right solution without any surprise."""
    return (right / "plain.py").read_text("utf-8")


@pytest.fixture(scope="session")
def judged(code_runner: Runner) -> Callable[..., Outcome]:
    """Judges source code; every finding is worded in both languages on the way."""

    def judged(
        source: str | bytes,
        seed: int = 0,
        *,
        layers: Sequence[str] = tuple(POINTS),
        here: bool = False,
        thorough: bool = False,
        **limits: float,
    ) -> Outcome:
        code = source.encode() if isinstance(source, str) else source
        tasks = tuple(LayerTask(layer=name, points=POINTS[name]) for name in layers)
        runner = RunnerHere() if here else code_runner
        bounds = Limits(**{**vars(LIMITS), **limits})
        asked = Layers(tasks=tasks)
        outcome = judge(code, "layers.py", asked, bounds, runner, seed, thorough=thorough)
        _word(outcome)
        return outcome

    return judged


def _word(outcome: Outcome) -> None:
    findings = [finding for layer in outcome.report.layers for finding in layer.findings]
    for problem in (*outcome.report.problems, *(finding.problem for finding in findings)):
        for locale in ("en", "ja"):
            assert CATALOGUE.explain(problem, locale).hint

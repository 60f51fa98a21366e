"""The judge over files of layers, run in the sandbox or, for many seeds, right here."""

import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.bundles.layer_tasks import Layers, LayerTask
from grader.catalogue import PROBLEM_KINDS
from grader.layers.judge import judge
from grader.problems import Catalogue
from grader.reports import Outcome
from grader.sandbox.frames import Operation
from grader.sandbox.problems import EXCEPTION
from grader.sandbox.runner import Case, Limits, Reply, Run, Runner

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


class RunnerHere:
    """Runs trusted test code without a process, so that hundreds of seeds take seconds."""

    def run(
        self, source: bytes, filename: str, cases: Sequence[Case], limits: Limits, seed: int
    ) -> Run:
        names: dict[str, Any] = {"__name__": "layers", "print": lambda *_: None}
        with np.errstate(all="ignore"), warnings.catch_warnings(action="ignore"):
            exec(compile(source, filename, "exec"), names)
            return Run(tuple(tuple(_replies(names, case)) for case in cases))


def _replies(names: dict[str, Any], case: Case) -> Sequence[Reply]:
    replies, subject, handed = [], None, {}
    for call in case.calls:
        try:
            if call.operation is Operation.INPUTS:
                replies.append(Reply(tuple(map(np.copy, handed[call.name]))))
            elif call.operation is Operation.READ:
                value = getattr(subject, call.name, None)
                replies.append(Reply() if value is None else Reply(_arrays(value)))
            else:
                handed[call.name] = tuple(array.copy() for array in call.arrays)
                arguments = [array[()] for array in handed[call.name]]
                arguments += [value for _, value in call.settings]
                if call.operation is Operation.NEW:
                    found = next(names[n] for n in (call.name, *case.aliases) if n in names)
                    subject = found(*arguments)
                    replies.append(Reply())
                else:
                    replies.append(Reply(_arrays(getattr(subject, call.name)(*arguments))))
        except Exception as error:  # noqa: BLE001 - as in a real child
            values = {"where": call.name, "type": type(error).__name__, "message": str(error)}
            replies.append(Reply(problem=EXCEPTION(excerpt="", **values)))
            break
    return replies


def _arrays(value: Any) -> tuple[np.ndarray, ...]:
    if isinstance(value, tuple | list) and any(isinstance(item, np.ndarray) for item in value):
        return tuple(np.array(item) for item in value)
    return (np.array(value),)


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
        **limits: float,
    ) -> Outcome:
        code = source.encode() if isinstance(source, str) else source
        tasks = tuple(LayerTask(layer=name, points=POINTS[name]) for name in layers)
        runner = RunnerHere() if here else code_runner
        bounds = Limits(**{**vars(LIMITS), **limits})
        outcome = judge(code, "layers.py", Layers(tasks=tasks), bounds, runner, seed)
        _word(outcome)
        return outcome

    return judged


def _word(outcome: Outcome) -> None:
    findings = [finding for layer in outcome.report.layers for finding in layer.findings]
    for problem in (*outcome.report.problems, *(finding.problem for finding in findings)):
        for locale in ("en", "ja"):
            assert CATALOGUE.explain(problem, locale).hint

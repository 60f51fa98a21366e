"""Real processes for the tests of what student code may and may not do."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.sandbox.host.system import System
from grader.sandbox.host.unavailable import UnavailableError
from grader.sandbox.plain.subprocess_runner import SubprocessRunner
from grader.sandbox.pool.sandbox_runner import SandboxRunner
from grader.sandbox.protocol.frames import ARRAY_BYTES, Operation
from grader.sandbox.protocol.request import Call, Case, Limits, Request
from grader.sandbox.runner import Run, Runner

HERE = System.here()
X = np.arange(6.0).reshape(2, 3)
FORWARD = (
    Call(Operation.NEW, "Layer"),
    Call(Operation.CALL, "forward", (X,)),
    Call(Operation.INPUTS, "forward"),
)


class Runs:
    """Runs source code on cases; by default one that builds `Layer` and calls its forward."""

    def __init__(self, runner: Runner) -> None:
        self.runner = runner

    def __call__(
        self,
        source: str | bytes,
        *calls: Call,
        cases: tuple[Case, ...] = (),
        wall_s: float = 20.0,
        cpu_s: float = 10.0,
        memory_bytes: int = 256_000_000,
        output_bytes: int = 10_000,
        array_bytes: int = ARRAY_BYTES,
        seed: int = 7,
        modules: tuple[tuple[str, bytes], ...] = (),
        **options: Any,
    ) -> Run:
        code = source.encode() if isinstance(source, str) else source
        asked = cases or (Case("case", calls or FORWARD),)
        limits = Limits(wall_s, cpu_s, memory_bytes, output_bytes, array_bytes)
        request = Request(code, "layers.py", asked, limits, seed, modules)
        return self.runner.run(request, **options)

    def forward(self, body: str, *calls: Call, top: str = "", **limits: Any) -> Run:
        """Runs a class `Layer` whose forward has the given body."""
        lines = "\n".join(f"        {line}" for line in body.splitlines())
        source = f"{top}\nimport numpy as np\nclass Layer:\n    def forward(self, x):\n{lines}\n"
        return self(source, *calls, **limits)


@pytest.fixture
def run_plainly() -> Runs:
    """Runs code in a process of its own, as everywhere."""
    return Runs(SubprocessRunner())


@pytest.fixture
def run_confined(sandbox: SandboxRunner) -> Runs:
    """Runs code in the sandbox."""
    return Runs(sandbox)


@pytest.fixture(params=["plain", "sandbox"])
def run(request: pytest.FixtureRequest) -> Runs:
    """Runs code either way in turn."""
    name = {"plain": "run_plainly", "sandbox": "run_confined"}[request.param]
    found: Runs = request.getfixturevalue(name)
    return found


@pytest.fixture
def forward(run: Runs) -> Callable[..., Run]:
    """Runs a class `Layer` whose forward has the given body, either way in turn."""
    return run.forward


@pytest.fixture
def own_sandbox() -> Iterator[Callable[..., SandboxRunner]]:
    """Makes sandboxes that a test may break; all are closed after it."""
    made: list[SandboxRunner] = []

    def make(**options: Any) -> SandboxRunner:
        try:
            made.append(SandboxRunner(**options))
        except UnavailableError as error:
            pytest.skip(f"needs the sandbox: {error}")
        return made[-1]

    yield make
    for runner in made:
        runner.close()


@pytest.fixture
def altered_sandbox(tmp_path: Path) -> Callable[[str, str, str], System]:
    """Copies what runs student code, with a text in one file replaced; gives where it is."""
    original = HERE.student_process.parents[1]

    def alter(file: str, before: str, after: str) -> System:
        folder = tmp_path / "altered" / "grader" / "sandbox"
        shutil.copytree(original, folder, ignore=shutil.ignore_patterns("__pycache__"))
        source = (folder / file).read_text("utf-8")
        assert source.count(before) == 1
        (folder / file).write_text(source.replace(before, after), "utf-8")
        return replace(HERE, student_process=folder / "child" / "student_process.py")

    return alter

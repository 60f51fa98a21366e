"""A real child process for the tests of what student code may and may not do."""

from collections.abc import Callable

import numpy as np
import pytest

from grader.sandbox.frames import Operation
from grader.sandbox.request import Call, Case, Limits
from grader.sandbox.runner import Run
from grader.sandbox.subprocess_runner import SubprocessRunner

X = np.arange(6.0).reshape(2, 3)
FORWARD = (
    Call(Operation.NEW, "Layer"),
    Call(Operation.CALL, "forward", (X,)),
    Call(Operation.INPUTS, "forward"),
)


@pytest.fixture
def run() -> Callable[..., Run]:
    """Runs source code on cases; by default one that builds `Layer` and calls its forward."""

    def run(
        source: str | bytes,
        *calls: Call,
        cases: tuple[Case, ...] = (),
        wall_s: float = 20.0,
        cpu_s: float = 10.0,
        memory_bytes: int = 256_000_000,
        seed: int = 7,
    ) -> Run:
        code = source.encode() if isinstance(source, str) else source
        asked = cases or (Case("case", calls or FORWARD),)
        limits = Limits(wall_s, cpu_s, memory_bytes, output_bytes=10_000)
        return SubprocessRunner().run(code, "layers.py", asked, limits, seed)

    return run


@pytest.fixture
def forward(run: Callable[..., Run]) -> Callable[..., Run]:
    """Runs a class `Layer` whose forward has the given body."""

    def forward(body: str, *calls: Call, top: str = "", **limits: float) -> Run:
        lines = "\n".join(f"        {line}" for line in body.splitlines())
        source = f"{top}\nimport numpy as np\nclass Layer:\n    def forward(self, x):\n{lines}\n"
        return run(source, *calls, **limits)

    return forward

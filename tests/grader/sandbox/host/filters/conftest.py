"""Our assembler and libseccomp as an oracle, and real processes that load one."""

import json
import platform
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from grader.sandbox.host.filters import assembler
from grader.sandbox.kernel import seccomp
from tests.grader.sandbox.host.filters import libseccomp

HERE = Path(__file__).parent
Attempt = Sequence[int]


@pytest.fixture(params=["libseccomp", "assembler"])
def build(request: pytest.FixtureRequest) -> Callable[[str], bytes]:
    """Builds the program for a machine, by libseccomp and by our assembler in turn."""
    if request.param == "assembler":
        return assembler.assemble
    try:
        libseccomp.build("x86_64")
    except libseccomp.LibseccompError as error:
        pytest.skip(f"needs libseccomp: {error}")
    return libseccomp.build


@pytest.fixture
def start() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs a script of this folder, which loads `program` by itself where there is one."""
    if not seccomp.is_offered(platform.machine()):
        pytest.skip("needs a kernel that offers seccomp filters")

    def start(script: str, program: bytes, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, str(HERE / script), seccomp.__file__, program.hex(), *arguments],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    return start


@pytest.fixture
def outcomes(
    start: Callable[..., subprocess.CompletedProcess[str]],
) -> Callable[[bytes, Sequence[Attempt]], list[int]]:
    """Makes each call in a process of its own: gives its errno, or minus the signal it died of."""

    def outcomes(program: bytes, attempts: Sequence[Attempt]) -> list[int]:
        ended = start("confined_calls.py", program, json.dumps([list(one) for one in attempts]))
        assert ended.returncode == 0, ended.stderr
        found: list[int] = json.loads(ended.stdout)
        return found

    return outcomes

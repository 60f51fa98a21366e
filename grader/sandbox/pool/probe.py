"""The start-up probe: submissions of our own that try what must be denied.

A worker whose sandbox lets one of them through does not serve.
"""

from collections.abc import Mapping

import numpy as np

from grader.sandbox.protocol.request import Call, Case, Limits, Request
from grader.sandbox.runner import Operation, Runner
from grader.verdicts import Verdict

_LIMITS = Limits(wall_s=10.0, cpu_s=5.0, memory_bytes=256_000_000, output_bytes=10_000)
_CASE = Case(
    "probe",
    (
        Call(Operation.NEW, "Probe"),
        Call(Operation.CALL, "forward", (np.zeros(1),)),
    ),
)
_FRAME = """
import os, signal, socket, mmap, subprocess
class Probe:
    def forward(self, x):
        {act}
        return x + 1
"""
ACTS: Mapping[str, str] = {
    "open a file": "os.close(os.open('/', os.O_RDONLY))",
    "make a socket": "socket.socket()",
    "fork": "os.fork() or os._exit(0)",
    "signal another process": "os.kill(os.getppid(), 0)",
    "execute a program": "os.execve('/bin/true', ['true'], {})",
    "map memory that can be executed": "mmap.mmap(-1, 4096, prot=7)",
    "write to a foreign descriptor": "os.write(9, b'x')",
}


def find_openings(runner: Runner, acts: Mapping[str, str] = ACTS) -> list[str]:
    """What student code can do there although it must not, in words; empty where all is denied.

    acts: what to try, as Python, by what it is in words. Raises RunnerFaultError where the runner
    fails.
    """
    return [name for name, act in acts.items() if not _is_denied(runner, act)]


def _is_denied(runner: Runner, act: str) -> bool:
    source = _FRAME.format(act=act).encode()
    run = runner.run(Request(source, "probe.py", (_CASE,), _LIMITS, seed=0))
    if run.verdict is not None:
        return run.verdict is Verdict.FORBIDDEN_ACTION
    problems = [reply.problem for reply in run.replies[0] if reply.problem is not None]
    return [problem.code for problem in problems] == ["forbidden"]

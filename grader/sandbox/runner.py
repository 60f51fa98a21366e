"""The interface between the judge and whatever runs student code.

The judge speaks of *calls*: build a layer, call its forward, call its backward, read an
attribute. A runner carries all calls of a submission to the process that executes the student's
code, in one request, and brings every array back. It compares nothing and knows no expected value.
"""

import itertools
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Protocol

from grader.problems import Problem
from grader.sandbox.protocol.frames import Array, Operation
from grader.sandbox.protocol.request import Call, Case, Limits, Request, Roles
from grader.verdicts import Verdict

__all__ = [
    "Array",
    "Call",
    "Case",
    "CrowdedOutError",
    "Limits",
    "OnOutput",
    "Operation",
    "Reply",
    "Request",
    "Roles",
    "Run",
    "Runner",
    "RunnerFaultError",
]


@dataclass(frozen=True)
class Reply:
    """What one call gave: arrays, or the problem that stopped its case.

    A tuple or list of arrays comes as that many, anything else as one array, which nested lists of
    numbers are as well.
    """

    arrays: tuple[Array, ...] = ()
    problem: Problem | None = None


@dataclass(frozen=True)
class Run:
    """The end of one run.

    replies: per case, per call; a case stopped by a problem ends with it, and a run that was cut
    short has fewer cases. loaded: the file itself ran to its end. verdict: set where the program as
    a whole failed (it did not import, ran too long, ...), then `problem` says why. output: what the
    code printed. notes: what was read otherwise than written. cpu_s: user and system time,
    peak_bytes: largest resident size, both from the kernel and of the whole process. wall_s: how
    long it was waited for, by the clock of its limit. replied_s: from the call to all replies. Both
    0 where nobody looked.
    """

    replies: tuple[tuple[Reply, ...], ...] = ()
    loaded: bool = False
    verdict: Verdict | None = None
    problem: Problem | None = None
    output: str = ""
    notes: tuple[Problem, ...] = ()
    cpu_s: float = field(default=0.0, compare=False)
    peak_bytes: int = field(default=0, compare=False)
    wall_s: float = field(default=0.0, compare=False)
    replied_s: float = field(default=0.0, compare=False)

    def count_whole(self, cases: Iterable[Case]) -> int:
        """How many cases in a row were answered to their end, or up to a problem of their own."""
        answered = (
            len(replies) == len(case.calls) or bool(replies and replies[-1].problem)
            for replies, case in zip(self.replies, cases, strict=False)
        )
        return sum(1 for _ in itertools.takewhile(bool, answered))


class RunnerFaultError(Exception):
    """The runner failed, not the student: retried, never charged."""


class CrowdedOutError(RunnerFaultError):
    """All code together took the machine's memory, and this run had less than its limit allows."""


OnOutput = Callable[[str], None]
"""Told, now and then while the code runs, the lines that it has printed since."""


class Runner(Protocol):
    """Runs student code on cases."""

    def run(
        self, request: Request, *, libraries: Iterable[str] = (), on_output: OnOutput | None = None
    ) -> Run:
        """Execute a file and carry out every case. Raises RunnerFaultError for our faults.

        libraries: what it may import besides NumPy and the standard library.
        """
        ...

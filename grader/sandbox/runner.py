"""The interface between the judge and whatever runs student code.

The judge speaks of *calls*: build a layer, call its forward, call its backward, read an
attribute. A runner carries all calls of a submission to the process that executes the student's
code, in one request, and brings every array back. It compares nothing and knows no expected value.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
import numpy.typing as npt

from grader.problems import Problem
from grader.verdicts import Verdict

Array = npt.NDArray[np.generic]


@dataclass(frozen=True)
class Limits:
    """What one run may use. Seconds and bytes."""

    wall_s: float
    cpu_s: float
    memory_bytes: int
    output_bytes: int


@dataclass(frozen=True)
class Call:
    """One step of a case.

    operation ``new``: build the class `name` from `arrays`. ``call``: call its method `name` with
    `arrays`. ``read``: read its attribute `name`. ``inputs``: the arrays handed to the latest
    ``call`` as they are now, which shows whether the code wrote into them.
    """

    operation: str
    name: str
    arrays: tuple[Array, ...] = ()


@dataclass(frozen=True)
class Case:
    """Calls on one fresh object, in order; the first is ``new``."""

    name: str
    calls: tuple[Call, ...]


@dataclass(frozen=True)
class Reply:
    """What one call gave: arrays, or the problem that stopped its case."""

    arrays: tuple[Array, ...] = ()
    problem: Problem | None = None


@dataclass(frozen=True)
class Run:
    """The end of one run.

    replies: per case, per call; a case stopped by a problem has fewer replies than calls.
    verdict: set where the program as a whole failed (it did not import, ran too long, ...), then
    `problem` says why. cpu_s, peak_bytes: from the kernel.
    """

    replies: tuple[tuple[Reply, ...], ...] = ()
    verdict: Verdict | None = None
    problem: Problem | None = None
    output: str = ""
    cpu_s: float = field(default=0.0, compare=False)
    peak_bytes: int = field(default=0, compare=False)


class RunnerFaultError(Exception):
    """The runner failed, not the student: retried, never charged."""


class Runner(Protocol):
    """Runs student code on cases."""

    def run(
        self, source: bytes, filename: str, cases: Sequence[Case], limits: Limits, seed: int
    ) -> Run:
        """Execute `source` and carry out every case. Raises RunnerFaultError for our faults."""
        ...

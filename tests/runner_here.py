"""Trusted test code run in this process, by what runs students' code in the sandbox."""

import contextlib
import io
import warnings
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from grader.sandbox.child.object_under_test import ObjectsUnderTest
from grader.sandbox.child.results import FaultError
from grader.sandbox.child.styles.readings import Readings
from grader.sandbox.child.tracebacks import StudentSource
from grader.sandbox.results.faults import problem_of
from grader.sandbox.runner import Case, Limits, Reply, Request, Run


class RunnerHere:
    """A runner without a process, so that hundreds of seeds take seconds."""

    def run(self, request: Request) -> Run:
        """The replies to all cases."""
        run = load(request.source, request.filename, request.limits)
        with quietly():
            return run(request.cases)


def load(source: bytes, filename: str, limits: Limits) -> Callable[[Sequence[Case]], Run]:
    """What runs cases on the code of a file, which is loaded once."""
    with quietly():
        text, readings = StudentSource(source, filename), Readings(members_of(source, filename))

    def run(cases: Sequence[Case]) -> Run:
        replies = tuple(tuple(_replies(text, readings, case, limits)) for case in cases)
        notes = tuple(problem_of(note, "", None, limits) for note in readings.notes)
        return Run(replies, notes=notes)

    return run


def members_of(source: bytes, filename: str) -> dict[str, Any]:
    """What a file defines."""
    members: dict[str, Any] = {"__name__": "layers"}
    exec(compile(source, filename, "exec"), members)  # our own test corpus
    return members


@contextlib.contextmanager
def quietly() -> Iterator[None]:
    """Nothing of what student code prints, and no word of what overflows."""
    with (
        contextlib.redirect_stdout(io.StringIO()),
        warnings.catch_warnings(action="ignore"),
        np.errstate(all="ignore"),
    ):
        yield


def _replies(
    text: StudentSource, readings: Readings, case: Case, limits: Limits
) -> Iterator[Reply]:
    subjects = ObjectsUnderTest(text, readings, case, limits)
    for call in case.calls:
        try:
            yield Reply(tuple([array.copy() for array in subjects.carry_out(call)]))
        except FaultError as error:
            yield Reply(problem=problem_of(error.fault, call.name, call, limits))
            return
        except Exception as error:  # noqa: BLE001 - wrong code may raise anything
            fault = text.fault_of(error)
            yield Reply(problem=problem_of(fault, call.name, call, limits))
            return

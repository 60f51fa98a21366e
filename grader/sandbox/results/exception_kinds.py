"""What kind of mistake an exception shows, so that the hint is about that and nothing else."""

from collections.abc import Mapping

from grader.problems import ProblemKind, Value
from grader.sandbox import problems
from grader.sandbox.protocol.frames import Fault, FaultCode
from grader.sandbox.results.numpy_removals import INSTEAD, removed_name
from grader.sandbox.results.python_2 import is_python_2

_BY_TYPE: Mapping[str, ProblemKind] = {
    "NameError": problems.NAME_UNKNOWN,
    "UnboundLocalError": problems.NAME_UNKNOWN,
    "AttributeError": problems.ATTRIBUTE_UNKNOWN,
    "ImportError": problems.IMPORT_FAILED,
    "EOFError": problems.NOBODY_ANSWERS,
    "RecursionError": problems.ENDLESS_RECURSION,
    "AssertionError": problems.ASSERTION_FAILED,
    "FloatingPointError": problems.WARNING_RAISED,
    "RuntimeWarning": problems.WARNING_RAISED,
    "DeprecationWarning": problems.WARNING_RAISED,
    "UserWarning": problems.WARNING_RAISED,
}
# A part of what Python says, or what the line begins with; the first that fits counts.
_BY_MESSAGE = (
    ("inconsistent use of tabs", problems.TABS_AND_SPACES),
    ("indent", problems.WRONG_INDENTATION),
    ("codec", problems.NOT_TEXT),
    ("encoding", problems.NOT_TEXT),
    ("null bytes", problems.NOT_TEXT),
)
_BY_LINE = (
    (("<<<<<<<", "=======", ">>>>>>>"), problems.MERGE_CONFLICT),
    ((">>>", "... ", "In [", "Out["), problems.PROMPT_COPIED),
)
_BY_CHARACTER = ("invalid character", "non-printable")


def kind_of(fault: Fault, kind: ProblemKind) -> tuple[ProblemKind, Mapping[str, Value]]:
    """The kind of an exception or of a syntax error, and values that its words need besides.

    kind: the one of any other.
    """
    first, second = (*fault.texts, "", "")[:2]
    if is_python_2(fault):
        return problems.PYTHON_2, {}
    if fault.code is FaultCode.SYNTAX:
        return _kind_of_syntax(first, second) or kind, {}
    if fault.code is not FaultCode.EXCEPTION:
        return kind, {}
    name = removed_name(second) if first in {"AttributeError", "ImportError"} else None
    if name is not None:
        return problems.NUMPY_REMOVED, {"name": name, "instead": INSTEAD[name]}
    if "start new thread" in second:
        return problems.NO_THREADS, {}
    return _BY_TYPE.get(first, kind), {}


def _kind_of_syntax(message: str, excerpt: str) -> ProblemKind | None:
    said = [kind for part, kind in _BY_MESSAGE if part in message]
    said += [kind for begins, kind in _BY_LINE if excerpt.startswith(begins)]
    if any(part in message for part in _BY_CHARACTER):
        said.append(problems.CHARACTER_UNKNOWN)
    return next(iter(said), None)

"""What the child says went wrong, as problems that a student can read.

Every text from the child is the student's to choose: it is cut, stripped of control characters and
of this machine's paths, and stays plain text.
"""

import os
import sys
import sysconfig
import unicodedata
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from grader.problems import Problem, ProblemKind, Value
from grader.sandbox import problems
from grader.sandbox.protocol.frames import Fault, FaultCode, Operation
from grader.sandbox.protocol.request import Call, Limits
from grader.sandbox.results.exception_kinds import kind_of
from grader.verdicts import Verdict

TEXT_CHARACTERS = 500
UNKNOWN = "—"

_TEXTS: Mapping[FaultCode, tuple[ProblemKind, tuple[str, ...]]] = {
    FaultCode.SYNTAX: (problems.SYNTAX_ERROR, ("message", "excerpt")),
    FaultCode.NO_MODULE: (problems.MODULE_UNAVAILABLE, ("module", "excerpt")),
    FaultCode.EXCEPTION: (problems.EXCEPTION, ("type", "message", "excerpt")),
    FaultCode.EXIT: (problems.CODE_EXITED, ("excerpt",)),
    FaultCode.MEMORY: (problems.MEMORY_LIMIT, ("excerpt",)),
    FaultCode.NOT_WRITTEN: (problems.NOT_WRITTEN, ("excerpt",)),
    FaultCode.NO_CLASS: (problems.CLASS_MISSING, ("name", "there")),
    FaultCode.SIGNATURE: (problems.WRONG_SIGNATURE, ("where", "message")),
    FaultCode.NO_METHOD: (problems.METHOD_MISSING, ("name", "method")),
    FaultCode.NOTHING: (problems.RETURNED_NOTHING, ("where",)),
    FaultCode.NOT_AN_ARRAY: (problems.NOT_AN_ARRAY, ("where", "type")),
    FaultCode.FORBIDDEN: (problems.FORBIDDEN, ("type", "message", "excerpt")),
    FaultCode.NO_FUNCTION: (problems.FUNCTION_MISSING, ("name", "there")),
    FaultCode.NO_CACHE: (problems.CACHE_MISSING, ("where", "type")),
    FaultCode.NO_PLACE: (problems.PLACE_MISSING, ("name", "path")),
    FaultCode.TOO_LARGE: (problems.ARRAY_TOO_LARGE, ("where", "shape")),
    FaultCode.READ_AS: (problems.READ_AS, ("name", "written", "asked")),
    FaultCode.FOR_SHOW: (problems.FOR_SHOW, ("module",)),
    FaultCode.REST_LEFT: (problems.REST_LEFT, ("type", "message", "excerpt")),
    FaultCode.ASKS_FORWARD: (problems.ASKS_FORWARD, ("name", "times")),
    FaultCode.COMPLEX: (problems.COMPLEX_NUMBERS, ("name",)),
}
_VERDICTS = {
    FaultCode.MEMORY: Verdict.MEMORY_LIMIT,
    FaultCode.FORBIDDEN: Verdict.FORBIDDEN_ACTION,
}
_TRACED = {FaultCode.EXCEPTION, FaultCode.FORBIDDEN}
_HERE = Path(__file__).parents[3]
_MACHINE_PATHS = sorted(
    {
        str(Path(path).resolve()) if resolve else path
        for path in (
            sys.prefix,
            sys.base_prefix,
            sysconfig.get_path("stdlib"),
            str(Path(np.__file__).parents[1]),
            str(_HERE),
        )
        for resolve in (False, True)
    },
    key=len,
    reverse=True,
)


def problem_of(fault: Fault, where: str, call: Call | None, limits: Limits) -> Problem:
    """A fault as a problem. where: what was running. call: the one that failed, if one did."""
    usual, names = _TEXTS[fault.code]
    kind, besides = kind_of(fault, usual)
    values: dict[str, Value] = {"where": where, **besides}
    if fault.code is FaultCode.MEMORY:
        values["megabytes"] = limits.memory_bytes // 1_000_000
    if fault.code is FaultCode.SIGNATURE:
        values["count"] = _count_arguments(call) if call else 0
    texts = (*fault.texts, *[""] * len(names))
    values |= {name: one_line(text) or UNKNOWN for name, text in zip(names, texts, strict=False)}
    if fault.code in _TRACED and (way := plain_text("".join(fault.texts[3:4]))):
        values["trace"] = way
    return Problem(code=kind.code, values=values, line=fault.line or None)


def _count_arguments(call: Call) -> int:
    """How many arguments a call hands over, settings and cache included."""
    settings = bool(call.settings) if call.in_a_dict else len(call.settings)
    return len(call.arrays) + settings + (call.operation is Operation.PULL)


def verdict_of(fault: Fault) -> Verdict:
    """How a run ends that a fault stopped."""
    return _VERDICTS.get(fault.code, Verdict.ERROR_IN_CODE)


def plain_text(text: str) -> str:
    """A student's text without control characters and without paths of this machine."""
    for path in _MACHINE_PATHS if os.sep in text else ():
        text = text.replace(path, "...")
    if text.isprintable():
        return text
    return "".join(filter(_is_shown, text))


def _is_shown(character: str) -> bool:
    """Whether it is text, the wide space of Japanese included, and no command to a terminal."""
    is_space = character in "\n\t" or unicodedata.category(character) == "Zs"
    return is_space or character.isprintable()


def one_line(text: str) -> str:
    """As `plain_text`, on one line and cut."""
    return " ".join(plain_text(text[: 4 * TEXT_CHARACTERS]).split())[:TEXT_CHARACTERS]

"""A program against the static rules of its track."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from grader.problems import Problem
from grader.programs import problems
from grader.programs.files import Program
from grader.programs.rules import IMPORT
from grader.sandbox.runner import (
    Array,
    Call,
    Case,
    Limits,
    Operation,
    Reply,
    Request,
    Runner,
    RunnerFaultError,
)

_RULES, _MATERIAL = (Path(__file__).with_name(name) for name in ("rules.py", "material.py"))
_LIMITS = Limits(wall_s=20.0, cpu_s=20.0, memory_bytes=512_000_000, output_bytes=1_000)
_MOST = 100  # problems of one program
_PLACE = re.compile(r" \(<unknown>, line (\d+)\)$")


def rule_problems(program: Program, allowed: tuple[str, ...], runner: Runner) -> list[Problem]:
    """What in a program breaks its track's rules. allowed: modules besides the standard library.

    The check runs in the sandbox, see `rules`. Raises RunnerFaultError for our faults.
    """
    own = {path.partition("/")[0].removesuffix(".py") for path in program.sources}
    modules = _as_bytes("\n".join((*allowed, *sorted(own))).encode())
    sources = program.sources
    cases = [
        Case(name, (Call(Operation.FUNCTION, "check", (_as_bytes(source), modules)),))
        for name, source in sources.items()
    ]
    request = Request(_RULES.read_bytes(), _RULES.name, tuple(cases), _LIMITS, seed=0)
    run = runner.run(request)
    replies = [*run.replies, *[()] * (len(cases) - len(run.replies))]
    found: list[Problem] = []
    for name, row in zip(sources, replies, strict=True):
        found += _problems(name, row, ", ".join(allowed))
    return found[:_MOST]


@dataclass(frozen=True)
class Typed:
    """What is typed into a program, in bytes of information, and the program without docstrings.

    literals: in its numbers, texts and names. whole: in these and in how it is put together.
    """

    literals: int
    whole: int
    program: Program


def measure(program: Program, runner: Runner) -> Typed:
    """How much is typed into a program that keeps to the rules. Raises RunnerFaultError."""
    sources = [_as_bytes(source) for source in program.sources.values()]
    stripped = _replies("without_docstrings", sources, runner)
    sizes = np.sum(_replies("material", stripped, runner), axis=0)
    main, *others = (source.tobytes() for source in stripped)
    modules = tuple(zip((name for name, _ in program.modules), others, strict=True))
    literals, whole = (int(size) for size in sizes)
    return Typed(literals, whole, replace(program, main=main, modules=modules))


def _replies(function: str, sources: list[Array], runner: Runner) -> list[Array]:
    """What a function of `material` gives for each source, in the sandbox."""
    cases = tuple(Case("-", (Call(Operation.FUNCTION, function, (each,)),)) for each in sources)
    run = runner.run(Request(_MATERIAL.read_bytes(), _MATERIAL.name, cases, _LIMITS, seed=0))
    replies = [reply for row in run.replies for reply in row]
    if len(replies) != len(sources) or any(len(reply.arrays) != 1 for reply in replies):
        raise RunnerFaultError(
            f"a program cannot be measured that the rules have read: {run.problem}"
        )
    return [reply.arrays[0] for reply in replies]


def _problems(file: str, replies: tuple[Reply, ...], allowed: str) -> Iterator[Problem]:
    if len(replies) != 1 or replies[0].problem is not None:
        yield _unreadable(file, replies[0].problem if replies else None)
        return
    rows, names = replies[0].arrays
    texts = names.tobytes().decode("utf-8", "replace").split("\n")
    for (rule, line), name in zip(rows.tolist(), texts, strict=False):
        if rule == IMPORT:
            yield problems.IMPORT_NOT_ALLOWED(file=file, name=name, allowed=allowed, line=line)
        else:
            yield problems.NAME_NOT_ALLOWED(file=file, name=name, line=line)


def _unreadable(file: str, problem: Problem | None) -> Problem:
    """What a parser says that could not read a file."""
    detail = "" if problem is None else str(problem.values.get("message", ""))
    place = _PLACE.search(detail)
    line = int(place[1]) if place else None
    is_text = "codec" not in detail and "null bytes" not in detail
    kind = problems.CHECK_FAILED if is_text else problems.NOT_TEXT
    return kind(file=file, detail=_PLACE.sub("", detail) or "-", line=line)


def _as_bytes(data: bytes) -> Array:
    return np.frombuffer(data, dtype=np.uint8)

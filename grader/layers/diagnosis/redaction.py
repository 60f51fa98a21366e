"""What may be told of a hidden test: the kind of check that failed, and the hint."""

from collections.abc import Iterator, Mapping
from string import Formatter

from grader.layers.diagnosis.problem_kinds import PROBLEM_KINDS
from grader.problems import Problem, ProblemKind
from grader.reports import HIDDEN, Finding
from grader.sandbox.protocol.problems import KINDS as SANDBOX_KINDS

_KINDS: Mapping[str, ProblemKind] = {kind.code: kind for kind in (*PROBLEM_KINDS, *SANDBOX_KINDS)}


def redact(finding: Finding, layer: str) -> Finding:
    """A finding without array, element, numbers, line and what the code said."""
    problem = finding.problem
    wanted = frozenset(_places(_KINDS[problem.code]))
    values = {name: value for name, value in problem.values.items() if name in wanted}
    told = Problem(code=problem.code, values={"layer": layer, **values}, hidden=finding.check)
    return Finding(check=finding.check, case=HIDDEN, problem=told)


def _places(kind: ProblemKind) -> Iterator[str]:
    """What the hint of a kind has to be filled with."""
    for text in (kind.hint.en, kind.hint.ja):
        yield from (name for _, name, _, _ in Formatter().parse(text) if name)

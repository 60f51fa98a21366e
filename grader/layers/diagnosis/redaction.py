"""What may be told of a hidden test: the kind of check that failed, and the hint."""

from collections.abc import Iterator
from string import Formatter

from grader.layers.diagnosis import problem_kinds
from grader.problems import Catalogue, Problem, ProblemKind, kinds_in
from grader.reports import HIDDEN, Finding
from grader.sandbox import problems as sandbox_problems

_CATALOGUE = Catalogue.of(kinds_in(*problem_kinds.MODULES, sandbox_problems))


def redact(finding: Finding, layer: str) -> Finding:
    """A finding without array, element, numbers, line and what the code said."""
    problem = finding.problem
    wanted = frozenset(_places(_CATALOGUE.kinds[problem.code]))
    values = {name: value for name, value in problem.values.items() if name in wanted}
    told = Problem(code=problem.code, values={"layer": layer, **values}, hidden=finding.check)
    return Finding(check=finding.check, case=HIDDEN, problem=told)


def _places(kind: ProblemKind) -> Iterator[str]:
    """What the hint of a kind has to be filled with."""
    return (name for _, name, _, _ in Formatter().parse(kind.hint) if name)

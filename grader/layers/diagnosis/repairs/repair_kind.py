"""A kind of change that makes wrong code right."""

from collections.abc import Mapping

from grader.layers.catalogue.causes import WRONG
from grader.problems import Problem, ProblemKind, Value
from grader.reports import Finding
from languages import translatable

_NOTHING_COMPARED = translatable("Line {number} can be put right.")


class RepairKind(ProblemKind):
    """A kind of change. hint: what to write, and `{after}`, what is right then."""

    def __init__(self, code: str, hint: str) -> None:
        super().__init__(code, WRONG, hint, words=("after",))

    def sentence(self, values: Mapping[str, Value]) -> str:
        """The message, which has no numbers beside an exception or an overwritten array."""
        return self.message if values.get("got") else _NOTHING_COMPARED

    def about(self, finding: Finding, line: int, values: Mapping[str, Value]) -> Problem:
        """A problem of this kind, with what a finding compares."""
        place = {"layer": "", "place": finding.array or "", "expected": "", "got": ""}
        all_values = {**place, **finding.problem.values, **values}
        return Problem(code=self.code, values=all_values, line=line)

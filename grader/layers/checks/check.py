"""One check of a layer, and what there is to say where it failed."""

from dataclasses import dataclass

from grader.layers.checks.mismatch import Mismatch
from grader.reports import CheckName, Finding
from grader.verdicts import Verdict
from reference.arrays import Floats


@dataclass(frozen=True)
class Check:
    """One check: which arrays stand or fall with it, what kind it is, and how it went.

    fault: the verdict that it leads to if it failed. failure: what there is to say then; a check
    that was not reached has none. case: the trial that it is of.
    """

    arrays: tuple[str, ...]
    kind: CheckName = "behaviour"
    fault: Verdict | None = None
    failure: "Failure | None" = None
    passed: bool = False
    case: str = "random"


@dataclass(frozen=True)
class UnexplainedGradient:
    """A gradient that disagrees with the student's own forward.

    What it should be takes a measurement element by element.
    """

    variable: str
    gradient: Floats


Failure = Finding | Mismatch | UnexplainedGradient

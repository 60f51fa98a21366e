"""A wrong array and where it came from."""

from dataclasses import dataclass

from grader.layers.catalogue.specification import Specification
from grader.layers.trials.precision import DOUBLE, MEASURED, MEASURED_IN_SINGLE, Precision
from grader.layers.trials.trials import Round, Trial
from reference.arrays import Booleans, Floats


@dataclass(frozen=True)
class Mismatch:
    """A wrong array. variable: whose gradient it is, None for an output.

    measured: the expected values are the slopes of the student's own forward, not the reference's.
    known: which elements of `expected` are known, where that is not all; the others are as they
    came.
    """

    layer: Specification
    trial: Trial
    number: int
    variable: str | None
    expected: Floats
    got: Floats
    precision: Precision
    measured: bool = False
    known: Booleans | None = None

    @property
    def exactness(self) -> Precision:
        """How exactly the expected values are known."""
        if not self.measured:
            return self.precision
        return MEASURED if self.precision == DOUBLE else MEASURED_IN_SINGLE

    @property
    def array(self) -> str:
        """The array's name in reports."""
        return self.layer.output if self.variable is None else self.layer.gradient(self.variable)

    @property
    def round(self) -> Round:
        """The round that gave the array."""
        return self.trial.rounds[self.number]

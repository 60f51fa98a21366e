"""A wrong array and where it came from."""

from collections.abc import Iterator
from dataclasses import dataclass

from grader.layers.catalogue.specification import Specification, Tensors
from grader.layers.trials.precision import Precision, exactness_of_slopes
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
        return exactness_of_slopes(self.precision) if self.measured else self.precision

    @property
    def array(self) -> str:
        """The array's name in reports."""
        return self.layer.output if self.variable is None else self.layer.gradient(self.variable)

    @property
    def round(self) -> Round:
        """The round that gave the array."""
        return self.trial.rounds[self.number]

    def forms(self) -> Iterator[Tensors]:
        """The tensors of the round, with what the code may choose in each of its forms."""
        layer, rounds = self.layer, self.trial.rounds
        if layer.variants is None or self.round.is_training:
            yield self.round.tensors
            return
        seen = [rounds[one].tensors for one in self.trial.on_one_object(self.number)]
        yield from layer.variants(layer, seen)

"""What a layer is called, takes and gives in convention A, and its right answer.

Convention A: a class is built from its parameters, ``forward`` takes the inputs and returns one
array, ``backward`` takes the upstream gradient and returns the gradients of the inputs; those of
the parameters are left in attributes, ``dW`` for ``W``.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from grader.definition.layer_tasks import Batch, TestName, Weights
from reference.arrays import Booleans, Floats, Labels

TrialName = TestName | Literal["probe"]
Tensors = Mapping[str, Floats]
Vjp = Callable[[Floats], Tensors]
Setting = int | float | bool | str
Layout = tuple[Weights, Batch]

ANY = 1e300  # where a number may be anything from minus this up to this
TRAINING = "training"  # the tensor that says whether forward is one of training
USUAL_TRIALS: frozenset[TrialName] = frozenset(
    {
        "random",
        "batch-of-one",
        "zeros",
        "large",
        "several-batches",
        "two-forwards",
        "two-objects",
        "other-arguments",
    }
)


@dataclass(frozen=True)
class Freedom:
    """Elements of an array of which more than one value is right, such as at a kink.

    at: which. low, high: the least and the most there, `ANY` apart or more where that is any
    number, infinite where it may be NaN too. shares: by the number of a sum, which elements add up
    to what the right ones do, through all arrays of a layer; None where no sum is fixed.
    """

    at: Booleans
    low: Floats
    high: Floats
    shares: Labels | None = None


@dataclass(frozen=True)
class Specification:
    """A layer as the judge sees it.

    output: how reports call the result. evaluate: from tensors by name, the right output and its
    vjp. sample: see `Sample`. smallest: the same with everything as small as the object allows,
    where that is smaller.
    batch: how many examples the usual batch has.
    inputs: of forward, with a gradient each. parameters: of the constructor, likewise. data:
    arguments of forward without a gradient. labels: one-hot rows, which may go out as class numbers
    instead. settings: what the constructor takes after the parameters. complements: settings of
    which it takes 1 minus that. sizes: what it takes instead
    of them in convention E.
    aliases: other class names in use. function: the name in convention B, before `_forward`.
    function_settings: what B calls settings. has_modes: forward is told whether it is one of
    training. copies: how many arrays forward returns, stacked in `output`. updates: instead of a
    backward there is an `update`, which moves the parameters.
    trials: what it is tried on. settle: see `Settle`. follow: see `Follow`. variants: see
    `Variants`. is_random: no two forwards are alike. guard: how far, relative and absolute, honest
    code may be off, such as by a small number inside a logarithm. special: inputs for trials of
    their own. freedoms: see `Freedoms`. takes_upstream: backward of a loss is told the derivative
    with respect to it.
    matrices: weights that other dialects have transposed. has_rows: every argument is a table with
    a row per example. batch_axis: along which examples lie. averages: gradients of parameters are
    means over the batch.
    equations: of each array, for people, where arrays lie as in the reference. is_elementwise:
    these hold in rows and columns alike. equations_in: see `EquationsIn`. to_plain: tensors as the
    reference has them. from_plain: an array of the reference, by its name, as this layer has it.
    """

    name: str
    output: str
    evaluate: Callable[[Tensors], tuple[Floats, Vjp]]
    sample: "Sample"
    smallest: "Sample | None" = None
    batch: int = 5
    inputs: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()
    data: tuple[str, ...] = ()
    labels: str | None = None
    settings: Mapping[str, Setting] = field(default_factory=dict)
    complements: frozenset[str] = frozenset()
    sizes: tuple[int, ...] = ()
    aliases: tuple[str, ...] = ()
    function: str = ""
    function_settings: Mapping[str, str] = field(default_factory=dict)
    has_modes: bool = False
    copies: int = 1
    updates: bool = False
    trials: frozenset[TrialName] = USUAL_TRIALS
    settle: "Settle | None" = None
    follow: "Follow | None" = None
    variants: "Variants | None" = None
    is_random: bool = False
    guard: float = 0.0
    special: Mapping[TrialName, "Sample"] = field(default_factory=dict)
    freedoms: "Freedoms | None" = None
    takes_upstream: bool = True
    matrices: frozenset[str] = frozenset()
    has_rows: bool = True
    batch_axis: int = 0
    averages: bool = False
    equations: Mapping[str, str] = field(default_factory=dict)
    is_elementwise: bool = False
    equations_in: "EquationsIn | None" = None
    to_plain: Callable[[Tensors], Tensors] = lambda tensors: tensors
    from_plain: Callable[[str, Floats], Floats] = lambda _, array: array

    @property
    def handed_settings(self) -> Mapping[str, Setting]:
        """The settings as code is handed them."""
        if not self.complements:
            return self.settings
        return {
            name: 1.0 - float(value) if name in self.complements else value
            for name, value in self.settings.items()
        }

    @property
    def variables(self) -> tuple[str, ...]:
        """The tensors that have a gradient."""
        return self.inputs + self.parameters

    @property
    def sample_small(self) -> "Sample":
        """Tensors that ask as little work as the object allows."""
        return self.smallest or self.sample

    @property
    def arguments(self) -> tuple[str, ...]:
        """The tensors that forward is called with."""
        labels = () if self.labels is None else (self.labels,)
        return self.inputs + self.data + labels

    @property
    def is_loss(self) -> bool:
        """Whether its output is one number, the loss."""
        return self.output == "loss"

    @property
    def tests(self) -> frozenset[TrialName]:
        """Everything that it is tried on."""
        found = set[TrialName](self.trials | self.special.keys())
        if self.is_loss and self.takes_upstream and not self.updates:
            found.add("scaled-loss")
        if self.has_rows and self.inputs:
            found.add("many")
        return frozenset(found)

    @property
    def has_slopes(self) -> bool:
        """Whether its backward can be compared with a difference of its forward."""
        return not self.is_random and not self.updates

    @property
    def arrays(self) -> tuple[str, ...]:
        """Everything that earns points: the output and each gradient."""
        return (self.output, *map(self.gradient, self.variables))

    def gradient(self, variable: str) -> str:
        """What backward makes for a variable: ``dW`` for ``W``, or the moved W itself."""
        return variable if self.updates else f"d{variable}"

    def batch_size(self, tensors: Tensors) -> int:
        """The number of examples."""
        shape: tuple[int, ...] = tensors[self.arguments[0]].shape
        return shape[self.batch_axis]

    def divisor(self, variable: str, tensors: Tensors) -> int:
        """What the derivative of a variable is divided by to be its gradient."""
        is_mean = self.averages and variable in self.parameters
        return self.batch_size(tensors) if is_mean else 1


Sample = Callable[[np.random.Generator, int, float], Tensors]
"""Tensors by name, from a generator, a batch size and a scale."""

Freedoms = Callable[[Tensors, Floats | None], Mapping[str, Freedom]]
"""What is free in each array, by its name, for tensors and an upstream gradient if there is one."""

EquationsIn = Callable[[Layout, bool], Mapping[str, str]]
"""The equations of each array in another layout, and whether gradients of parameters are means."""

Settle = Callable[[Specification, Sequence[Tensors], Sequence[Floats | None]], Tensors]
"""The last of some tensors with what the code was free to choose, as its outputs tell.

Called with the layer, the tensors of a trial's rounds up to now, and what forward returned in each:
which elements a dropout dropped is in nobody's statement.
"""

Follow = Callable[[Tensors, Floats], Tensors]
"""Tensors with what was free as a wrong output of theirs has it, so that it would be right.

Only for random layers, of which no probe measures a derivative.
"""

Variants = Callable[[Specification, Sequence[Tensors]], Iterator[Tensors]]
"""The last of some tensors with what the code is free to choose in each form that it may have.

Called with the layer and the tensors of a trial's rounds up to now. Only for choices of few forms,
such as what running statistics start from.
"""

"""What bundles may ask for: a layer, and the choices that they have about it."""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np

from grader.layers.catalogue.specification import Specification, Tensors
from grader.problems import ProblemKind
from reference.arrays import Floats

Choices = Mapping[str, float | str]
Shapes = Mapping[str, int]
Family = Literal["gate", "activation", "with parameters", "without parameters", "loss", "network"]
BATCH = 5
MOST = 256  # of any size


@dataclass(frozen=True)
class Number:
    """A number that a constructor takes besides parameters.

    usual: None where the constructor takes it only if a bundle gives it. low, high: what a bundle
    may give. whole: it is an integer. others: the least and the most that code is tried with beside
    what is asked for.
    """

    usual: float | None
    low: float
    high: float
    whole: bool = False
    others: tuple[float, float] = (1, 3)

    def takes(self, value: float | str) -> bool:
        """Whether a bundle may give this value."""
        if isinstance(value, str):
            return False
        return self.low <= value <= self.high and (not self.whole or value == int(value))

    def all_others(self, value: float) -> list[float]:
        """The whole numbers but this one that code is tried with."""
        low, high = self.others
        return [float(n) for n in range(int(low), int(high) + 1) if n != value]

    def draw_other(self, value: float, rng: np.random.Generator) -> float:
        """Another value that is not near this one, where it need not be whole."""
        low, high = self.others
        drawn = value
        while abs(drawn - value) < (high - low) / 8:
            drawn = round(float(rng.uniform(low, high)), 3)
        return drawn

    @property
    def expected(self) -> str:
        """What a bundle may give, in symbols."""
        return f"{'a whole number, ' if self.whole else ''}{self.low:g} to {self.high:g}"


@dataclass(frozen=True)
class Word:
    """A word that a constructor takes besides parameters, one of several.

    usual: as that of a `Number`.
    """

    usual: str | None
    words: tuple[str, ...]

    def takes(self, value: float | str) -> bool:
        """Whether a bundle may give this value."""
        return value in self.words

    @property
    def expected(self) -> str:
        """What a bundle may give."""
        return ", ".join(f'"{word}"' for word in self.words)


@dataclass(frozen=True)
class Forward:
    """A forward of a layer on tensors."""

    layer: Specification
    tensors: Tensors


@dataclass(frozen=True)
class Backward(Forward):
    """The backward after it, as far as it goes to one variable. dout: the upstream gradient."""

    dout: Floats
    variable: str


@dataclass(frozen=True)
class WrongArray:
    """An array that is wrong in a round of these tensors and this upstream gradient.

    variable: whose gradient it is, None for an output.
    """

    layer: Specification
    tensors: Tensors
    upstream: Floats | None
    variable: str | None
    expected: Floats
    got: Floats


Mistake = tuple[ProblemKind, Floats]
WrongOutputs = Callable[[Forward], Iterator[Mistake]]
"""Known mistakes of a layer's forward, as the wrong outputs that they give."""
WrongGradients = Callable[[Backward], Iterator[Mistake]]
"""Known mistakes of a layer's backward, as the wrong gradients that they give."""
Formulas = Callable[[Specification, Tensors], str]
"""The right computation of a layer on tensors, one assignment a line: see `diagnosis.formulas`.

Where it is written in several ways, a line of dashes parts them.

In the names of its tensors and settings, N for the batch size, D for the last size of its first
argument, and dout. What is updated is called ``new_W`` for ``W``.
"""
CauseOf = Callable[[WrongArray], ProblemKind | None]
"""What is wrong with an array, as the array itself shows; None where it does not."""


@dataclass(frozen=True)
class Kind:
    """A layer that bundles may ask for.

    build: the layer with some choices. sizes: the usual ones of its arrays. arguments: what its
    constructor takes besides parameters. wrong_outputs, wrong_gradients, cause_of: how a wrong
    array of this layer is recognised, beside what shows in any layer. largest: see `Largest`.
    formulas: see `Formulas`.
    family, gives, shapes_in_words: for the page of layers.
    """

    name: str
    build: Callable[[Shapes, Choices], Specification]
    family: Family
    gives: str
    shapes_in_words: str
    sizes: Shapes = field(default_factory=dict)
    arguments: Mapping[str, Number | Word] = field(default_factory=dict)
    wrong_outputs: WrongOutputs | None = None
    wrong_gradients: WrongGradients | None = None
    cause_of: CauseOf | None = None
    largest: "Largest | None" = None
    formulas: Formulas | None = None

    @property
    def shapes(self) -> Shapes:
        """The usual sizes of its arrays, that of a batch included."""
        return {"N": BATCH, **self.sizes}

    def specification(
        self, shapes: Shapes | None = None, arguments: Choices | None = None
    ) -> Specification:
        """The layer with these choices, and the usual ones for all others.

        Raises ValueError where sizes do not fit each other, such as a window larger than its image.
        """
        chosen = {**self.shapes, **(shapes or {})}
        layer = self.build(chosen, self._chosen_arguments(arguments))
        return replace(layer, batch=chosen["N"])

    def most_numbers(self, shapes: Shapes, arguments: Choices) -> int:
        """How many numbers the largest array has that the layer holds or computes with."""
        chosen = {**self.shapes, **shapes}
        if self.largest is None:
            return math.prod(sorted(chosen.values())[-2:])  # it has tables alone
        return self.largest(chosen, self._chosen_arguments(arguments))

    def _chosen_arguments(self, arguments: Choices | None) -> Choices:
        usual = {name: each.usual for name, each in self.arguments.items()}
        given = {name: value for name, value in usual.items() if value is not None}
        return {**given, **(arguments or {})}


Largest = Callable[[Shapes, Choices], int]
"""How many numbers the largest array has that a layer holds or computes with, by arithmetic alone.

Only for layers that have other arrays than tables.
"""

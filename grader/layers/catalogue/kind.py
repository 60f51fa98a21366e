"""What bundles may ask for: a layer, and the choices that they have about it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from grader.layers.catalogue.specification import Specification, Tensors, Vjp
from reference.arrays import Floats

Choices = Mapping[str, float]
Shapes = Mapping[str, int]
BATCH = 5
MOST = 256  # of any size


@dataclass(frozen=True)
class Argument:
    """What a constructor takes besides parameters: its usual value, and the bounds of others.

    usual: None where the constructor takes it only if a bundle gives it. whole: it is an integer.
    """

    usual: float | None
    low: float
    high: float
    whole: bool = False

    def takes(self, value: float) -> bool:
        """Whether a bundle may give this value."""
        return self.low <= value <= self.high and (not self.whole or value == int(value))


@dataclass(frozen=True)
class Kind:
    """A layer that bundles may ask for.

    build: the layer with some choices. sizes: the usual ones of its arrays. arguments: what its
    constructor takes besides parameters.
    """

    name: str
    build: Callable[[Shapes, Choices], Specification]
    sizes: Shapes = field(default_factory=dict)
    arguments: Mapping[str, Argument] = field(default_factory=dict)

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
        usual = {name: each.usual for name, each in self.arguments.items()}
        given = {name: value for name, value in usual.items() if value is not None}
        chosen = {**self.shapes, **(shapes or {})}
        layer = self.build(chosen, {**given, **(arguments or {})})
        return replace(layer, batch=chosen["N"])


def of_x(
    function: Callable[[Floats], tuple[Floats, Callable[[Floats], Floats]]],
) -> Callable[[Tensors], tuple[Floats, Vjp]]:
    """The evaluation of a layer of x alone, from its function."""
    return of(("x",), lambda x: _in_a_tuple(function(x)))


def _in_a_tuple(
    found: tuple[Floats, Callable[[Floats], Floats]],
) -> tuple[Floats, Callable[[Floats], tuple[Floats, ...]]]:
    y, vjp = found
    return y, lambda dy: (vjp(dy),)


def of(
    names: tuple[str, ...],
    function: Callable[..., tuple[Floats, Callable[[Floats], tuple[Floats, ...]]]],
) -> Callable[[Tensors], tuple[Floats, Vjp]]:
    """The evaluation of a layer of several tensors, from its function."""

    def evaluate(tensors: Tensors) -> tuple[Floats, Vjp]:
        value, vjp = function(*(tensors[name] for name in names))
        return value, lambda upstream: dict(zip(names, vjp(upstream), strict=True))

    return evaluate


def away_from_zero(rng: np.random.Generator, shape: tuple[int, ...], scale: float = 1.0) -> Floats:
    """Both signs, and no number within ten difference steps of 0."""
    size = int(np.prod(shape))
    sign = rng.permutation(np.arange(size) % 2 * 2.0 - 1.0).reshape(shape)
    drawn: Floats = scale * sign * rng.uniform(0.2, 2.0, size=shape)
    return drawn

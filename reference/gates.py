"""Gates of a computational graph: add, multiply, maximum, and the branch.

Each returns its value and its vector-Jacobian product, which takes the upstream gradient `dout`
(the derivative of a scalar L with respect to the value) to the gradients of the inputs.
Source: Goodfellow et al. 2016, "Deep Learning", section 6.5.
"""

from collections.abc import Callable

import numpy as np

from reference.arrays import Floats, PairVjp


def add(x: Floats, y: Floats) -> tuple[Floats, PairVjp]:
    """The sum x + y and its vjp(dout) -> (dx, dy).

    x, y, dout, dx, dy: all of one shape.
    Both partial derivatives are 1, so the upstream gradient passes on unchanged.
    Raises ValueError where the shapes differ.
    """
    _require_one_shape(x, y)
    return x + y, lambda dout: (dout.copy(), dout.copy())


def multiply(x: Floats, y: Floats) -> tuple[Floats, PairVjp]:
    """The elementwise product x * y and its vjp(dout) -> (dx, dy).

    x, y, dout, dx, dy: all of one shape.
    d(xy)/dx = y and d(xy)/dy = x: each input's gradient is scaled by the other input.
    Raises ValueError where the shapes differ.
    """
    _require_one_shape(x, y)
    return x * y, lambda dout: (dout * y, dout * x)


def maximum(x: Floats, y: Floats) -> tuple[Floats, PairVjp]:
    """The elementwise maximum and its vjp(dout) -> (dx, dy): a router.

    x, y, dout, dx, dy: all of one shape.
    The larger input has slope 1 and takes the whole upstream gradient, the other none. Where both
    are equal any division of it is a subgradient, and x takes all.
    Raises ValueError where the shapes differ.
    """
    _require_one_shape(x, y)
    first = x >= y
    return np.maximum(x, y), lambda dout: (np.where(first, dout, 0.0), np.where(first, 0.0, dout))


def branch(x: Floats) -> tuple[tuple[Floats, Floats], Callable[[Floats, Floats], Floats]]:
    """Two copies of x and their vjp(dfirst, dsecond) -> dx: the gradients of branches add.

    x, both copies, dfirst, dsecond, dx: all of one shape.
    L depends on x by both ways, so by the chain rule dL/dx = dL/dfirst + dL/dsecond.
    """
    return (x.copy(), x.copy()), lambda dfirst, dsecond: dfirst + dsecond


def _require_one_shape(x: Floats, y: Floats) -> None:
    if x.shape != y.shape:
        raise ValueError(f"need two arrays of one shape, got {x.shape} and {y.shape}")

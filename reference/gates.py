"""Gates of a computational graph: elementwise addition and multiplication.

Each returns its value and its vector-Jacobian product, which takes the upstream gradient `dout`
(the derivative of a scalar L with respect to the value) to the gradients of the inputs.
Source: Goodfellow et al. 2016, "Deep Learning", section 6.5.
"""

from collections.abc import Callable

from reference.arrays import Floats

PairVjp = Callable[[Floats], tuple[Floats, Floats]]


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


def _require_one_shape(x: Floats, y: Floats) -> None:
    if x.shape != y.shape:
        raise ValueError(f"need two arrays of one shape, got {x.shape} and {y.shape}")

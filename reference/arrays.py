"""The types that every formula here is written in.

A function returns its value and its vjp, the vector-Jacobian product: a closure that takes the
upstream gradient, the derivative of a scalar L with respect to the value, to the gradients of L
with respect to the arguments, in their order. What backward needs is what the closure remembers.
"""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Labels = npt.NDArray[np.integer]
Booleans = npt.NDArray[np.bool_]

Vjp = Callable[[Floats], Floats]
PairVjp = Callable[[Floats], tuple[Floats, Floats]]
TripleVjp = Callable[[Floats], tuple[Floats, Floats, Floats]]
LossVjp = Callable[[float], Floats]

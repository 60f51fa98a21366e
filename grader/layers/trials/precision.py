"""What may be expected of arithmetic in each floating-point format."""

import math
import re
from dataclasses import dataclass

import numpy as np

from reference.arrays import Floats
from reference.derivatives import SINGLE_UNIT_ROUNDOFF, UNIT_ROUNDOFF

_NAMES_OF_HALF = re.compile(rb"""float16|\.half\b|["'][<>=]?(e|f2|half)["']""")


@dataclass(frozen=True)
class Precision:
    """What may be expected of arithmetic in one floating-point format.

    relative, absolute: how far a right array may be off, in multiples of an element's size plus the
    array's root mean square, and as it stands. slope: how far, relative to the norm of the
    gradient, a right gradient may be from a central difference; infinite where steps that rounding
    does not swallow are so large that differences tell nothing.
    """

    unit_roundoff: float
    relative: float
    absolute: float
    slope: float


DOUBLE = Precision(UNIT_ROUNDOFF, relative=1e-9, absolute=1e-12, slope=1e-6)
SINGLE = Precision(SINGLE_UNIT_ROUNDOFF, relative=5e-6, absolute=1e-6, slope=1e-3)
HALF = Precision(2.0**-11, relative=2e-2, absolute=2e-3, slope=math.inf)
MEASURED = Precision(UNIT_ROUNDOFF, relative=1e-5, absolute=1e-7, slope=1e-4)
"""How exactly a gradient is known that was measured by central differences."""
MEASURED_IN_SINGLE = Precision(SINGLE_UNIT_ROUNDOFF, relative=5e-3, absolute=1e-4, slope=1e-2)
"""The same, of a forward that rounds to single precision."""


def exactness_of_slopes(precision: Precision) -> Precision:
    """How exactly a gradient is known that was measured on a forward of some precision."""
    return MEASURED if precision == DOUBLE else MEASURED_IN_SINGLE


def hold(array: Floats) -> Floats:
    """The nearest numbers that single precision can hold, so that reading them costs nothing."""
    return array.astype(np.float32).astype(array.dtype) if array.dtype == np.float64 else array


def names_half(code: bytes) -> bool:
    """Whether source code speaks of half precision, which no number has by itself."""
    return _NAMES_OF_HALF.search(code) is not None

"""What may be expected of arithmetic in each floating-point format."""

from dataclasses import dataclass

from reference.derivatives import SINGLE_UNIT_ROUNDOFF, UNIT_ROUNDOFF


@dataclass(frozen=True)
class Precision:
    """What may be expected of arithmetic in one floating-point format.

    relative, absolute: how far a right array may be off, in multiples of an element's size plus the
    array's root mean square, and as it stands. slope: how far, relative to the norm of the
    gradient, a right gradient may be from a central difference.
    """

    unit_roundoff: float
    relative: float
    absolute: float
    slope: float


DOUBLE = Precision(UNIT_ROUNDOFF, relative=1e-9, absolute=1e-12, slope=1e-6)
SINGLE = Precision(SINGLE_UNIT_ROUNDOFF, relative=1e-4, absolute=1e-6, slope=1e-2)
MEASURED = Precision(UNIT_ROUNDOFF, relative=1e-5, absolute=1e-7, slope=1e-4)
"""How exactly a gradient is known that was measured by central differences."""

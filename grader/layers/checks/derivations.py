"""Whether a gradient was derived or measured, as its rounding tells.

Where all inputs move by a few ulps, a right gradient moves as the right one does, to some 1e-15 of
its norm. A difference quotient of the student's forward divides that forward's rounding by a step,
and moves by 1e-11 and more, whatever its cost. On 93 ways of writing layers honest code came to
1.7e-15 at the most, in single and half precision inside as well.
"""

from collections.abc import Sequence
from statistics import median

import numpy as np

from reference.arrays import Floats

LOW_NOISE = 4e-15  # of what needs no further look
TYPICAL_NOISE = 5e-15  # in most rounds; ten times what honest code was seen to have
NOISE_IN_SINGLE = 2e-13  # in most rounds; a difference quotient has 1e-11
NOISE = 1e-14  # in any round; six times what honest code was seen to have


def is_measured(noises: Sequence[float], *, is_exact: bool = True) -> bool:
    """Whether a gradient moved, in some rounds, as what was measured and not derived does.

    is_exact: it is that of code in double precision. Single precision takes no notice of an ulp of
    double on one way and does on another, and seldom rounds the other way for it.
    """
    if not is_exact:
        return median(noises) > NOISE_IN_SINGLE
    return max(noises) > NOISE or median(noises) > TYPICAL_NOISE


def noise_of(got: Floats, moved: Floats, right: Floats, right_moved: Floats) -> float:
    """How far a gradient moves that should move as the right one, in norms of the larger.

    All of one shape. Infinite where it is not a number any more.
    """
    size = max(float(np.linalg.norm(right)), float(np.linalg.norm(got)))
    with np.errstate(invalid="ignore", over="ignore"):
        noise = float(np.linalg.norm((moved - got) - (right_moved - right)))
    if not np.isfinite(noise):
        return np.inf
    return noise / size if noise else 0.0

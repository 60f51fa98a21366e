"""Maps of targets: what a model learns instead of the target itself, and the way back."""

from dataclasses import dataclass

import numpy as np

from reference.arrays import Floats


@dataclass(frozen=True)
class BoxCox:
    """The power map ((1 + y)^power - 1) / power of y >= 0, and log(1 + y) for power 0, its limit.

    It rises with y, so the median of the mapped target is the mapped median: the least absolute
    error is the same on either side. What changes is the weight of a miss, its slope
    (1 + y)^(power - 1) times the miss: 1 for power 1, a relative miss for power 0.
    Raises ValueError for a power below 0.
    Source: Box and Cox 1964, "An Analysis of Transformations", equation 2.
    """

    power: float

    def __post_init__(self) -> None:
        """Refuse powers whose map is bounded and so cannot be undone everywhere."""
        if self.power < 0:
            raise ValueError(f"need a power of at least 0, got {self.power}")

    def __call__(self, y: Floats) -> Floats:
        """Any shape, y >= 0; the result has the same."""
        if self.power == 0:
            return np.log1p(y)
        mapped: Floats = np.expm1(self.power * np.log1p(y)) / self.power
        return mapped

    def inverse(self, mapped: Floats) -> Floats:
        """The y of a mapped value, any shape; 0 for what is below the map of 0."""
        reached = np.maximum(mapped, 0.0)
        if self.power == 0:
            return np.expm1(reached)
        y: Floats = np.expm1(np.log1p(self.power * reached) / self.power)
        return y

"""What the tests of the formulas share: no deadlines, and derivatives by complex step."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import settings

from reference.arrays import Floats

settings.register_profile("numerics", deadline=None)
settings.load_profile("numerics")


@pytest.fixture(scope="session")
def complex_step() -> Callable[[Callable[[Floats], Floats], Floats], Floats]:
    """The gradient of an analytic scalar function, exact to rounding: Im f(x + ih) / h."""

    def gradient(f: Callable[[Floats], Floats], x: Floats) -> Floats:
        h = 1e-200
        slopes = np.zeros_like(x)
        for index in np.ndindex(x.shape):
            moved = x.astype(complex)
            moved[index] += 1j * h
            slopes[index] = np.imag(f(moved)) / h
        return slopes

    return gradient

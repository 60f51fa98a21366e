"""What the tests of the formulas share: one question asked of every vjp."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from reference.derivatives import central_difference, complex_step


@pytest.fixture(scope="session")
def assert_vjp() -> Callable[..., None]:
    """Fails unless vjp(V) is the gradient of <V, f> for every argument of f, at a random V.

    By central differences or, of a holomorphic f, by complex step, which is exact to rounding. It
    must be so twice, and leave the arguments and V as they were.
    """

    def check(
        function: Callable[..., Any], *arguments: Any, seed: int, is_holomorphic: bool = False
    ) -> None:
        value, vjp = function(*arguments)
        upstream = np.random.default_rng(seed).normal(size=np.shape(value))
        kept, kept_upstream = [argument.copy() for argument in arguments], np.copy(upstream)
        gradients = vjp(upstream)
        gradients = gradients if isinstance(gradients, tuple) else (gradients,)
        again = vjp(upstream)
        again = again if isinstance(again, tuple) else (again,)

        assert len(gradients) == len(arguments)
        for place, (argument, gradient) in enumerate(zip(arguments, gradients, strict=True)):

            def product(z: Any, place: int = place) -> Any:
                moved = (*arguments[:place], z, *arguments[place + 1 :])
                return np.sum(function(*moved)[0] * upstream)

            method = complex_step if is_holomorphic else central_difference
            rtol, atol = (1e-10, 1e-12) if is_holomorphic else (1e-5, 1e-7)
            right = method(product, argument)
            atol *= max(1.0, float(np.abs(right).max(initial=0.0)))
            np.testing.assert_allclose(gradient, right, rtol=rtol, atol=atol)
            np.testing.assert_array_equal(gradient, again[place])
            np.testing.assert_array_equal(argument, kept[place])
        np.testing.assert_array_equal(upstream, kept_upstream)

    return check

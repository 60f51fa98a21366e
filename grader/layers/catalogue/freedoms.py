"""What is right at a kink: all between the slopes on either side."""

import numpy as np

from grader.layers.catalogue.specification import Freedom, Freedoms, Tensors
from reference.arrays import Booleans, Floats


def between(at: Booleans, one: Floats, other: Floats) -> Freedom:
    """Anything between two arrays, either of which may be the larger one."""
    return Freedom(at, np.minimum(one, other), np.maximum(one, other))


def kink_at_zero(below: float) -> Freedoms:
    """Freedoms of dx where x is 0, for a slope below that, and 1 above it."""

    def freedoms(tensors: Tensors, upstream: Floats | None) -> dict[str, Freedom]:
        if upstream is None:
            return {}
        return {"dx": between(tensors["x"] == 0, below * upstream, upstream)}

    return freedoms

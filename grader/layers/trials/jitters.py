"""The same numbers some ulps away: derived gradients hardly change by it, and measured ones do."""

from collections.abc import Iterator, Sequence

import numpy as np

from grader.layers.catalogue.specification import Specification, Tensors
from grader.layers.trials.trials import Round, Trial, with_upstream
from reference.arrays import Floats

MOST = 8  # one ulp often leaves a rounding as it was
MANY_ROWS = 20  # of a loss, whose gradient may be all but that of one row
JITTERS = 5  # in an examination: of 200 seeds of the hardest layer, none escaped three


def jitters_of(layer: Specification, rng: np.random.Generator) -> Trial:
    """A round, and the same round some ulps away several times, each on an object of its own.

    Of numbers with all their digits: sums of shorter ones lie halfway between two numbers of single
    precision, where code that rounds to it goes either way by an ulp.
    """
    batch = MANY_ROWS if layer.is_loss else layer.batch
    at = with_upstream(layer, layer.sample(rng, batch, 1.0), rng)
    names = layer.variables + layer.data
    moved = (
        Round(move_by_ulps(names, at.tensors, rng), at.layer, at.upstream, subject)
        for subject in range(1, JITTERS + 1)
    )
    return Trial("probe", (at, *moved))


def move_by_ulps(
    names: Sequence[str], tensors: Tensors, rng: np.random.Generator
) -> dict[str, Floats]:
    """Tensors, the elements of some up to `MOST` ulps up or down; 0 stays where it is."""
    return {**tensors, **dict(_moved(names, tensors, rng))}


def _moved(
    names: Sequence[str], tensors: Tensors, rng: np.random.Generator
) -> Iterator[tuple[str, Floats]]:
    for name in names:
        array = tensors[name]
        if array.dtype == np.float64:
            steps = rng.integers(1, MOST, size=array.shape, endpoint=True)
            signs = rng.choice((-1.0, 1.0), size=array.shape)
            yield name, np.where(array == 0, array, array + signs * steps * np.spacing(array))

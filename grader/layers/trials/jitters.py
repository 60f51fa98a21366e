"""The same numbers an ulp away, by which derived gradients hardly change and measured ones do."""

from collections.abc import Iterator, Sequence

import numpy as np

from grader.layers.catalogue.specification import Specification, Tensors
from grader.layers.trials.trials import Round, Trial, with_upstream
from reference.arrays import Floats

JITTERS = 5  # in an examination: of 200 seeds of the hardest layer, none escaped three


def jitters_of(layer: Specification, rng: np.random.Generator) -> Trial:
    """A round, and the same round an ulp away some times, each on an object of its own.

    Of numbers with all their digits: sums of shorter ones lie halfway between two numbers of single
    precision, where code that rounds to it goes either way by an ulp.
    """
    at = with_upstream(layer, layer.sample(rng, layer.batch, 1.0), rng)
    names = layer.variables + layer.data
    moved = (
        Round(move_by_an_ulp(names, at.tensors, rng), at.layer, at.upstream, subject)
        for subject in range(1, JITTERS + 1)
    )
    return Trial("probe", (at, *moved))


def move_by_an_ulp(
    names: Sequence[str], tensors: Tensors, rng: np.random.Generator
) -> dict[str, Floats]:
    """Tensors, the elements of some the next numbers up or down by chance; 0 stays where it is."""
    return {**tensors, **dict(_moved(names, tensors, rng))}


def _moved(
    names: Sequence[str], tensors: Tensors, rng: np.random.Generator
) -> Iterator[tuple[str, Floats]]:
    for name in names:
        array = tensors[name]
        if array.dtype == np.float64:
            towards = rng.choice((-np.inf, np.inf), size=array.shape)
            yield name, np.where(array == 0, array, np.nextafter(array, towards))

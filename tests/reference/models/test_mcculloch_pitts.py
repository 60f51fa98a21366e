from itertools import product

import numpy as np
import pytest

from reference.models.mcculloch_pitts import mcculloch_pitts

PAIRS = np.array(list(product((False, True), repeat=2)))
NONE = np.zeros((4, 0), dtype=bool)


@pytest.mark.parametrize(
    ("excitatory", "inhibitory", "threshold", "right"),
    [
        (PAIRS, NONE, 2, np.logical_and(*PAIRS.T)),
        (PAIRS, NONE, 1, np.logical_or(*PAIRS.T)),
        (NONE, PAIRS, 0, ~np.logical_or(*PAIRS.T)),
        (PAIRS[:, :1], PAIRS[:, 1:], 1, PAIRS[:, 0] & ~PAIRS[:, 1]),
    ],
    ids=["and", "or", "nor", "and not"],
)
def test_one_unit_computes_a_gate(excitatory, inhibitory, threshold, right) -> None:
    assert (mcculloch_pitts(excitatory, inhibitory, threshold) == right).all()


def test_one_inhibitory_input_silences_any_number_of_others() -> None:
    assert not mcculloch_pitts(np.ones(100, dtype=bool), np.array([True]), 1)
    assert mcculloch_pitts(np.ones(100, dtype=bool), np.array([False]), 1)


def test_no_single_unit_computes_xor() -> None:
    """Every way to connect two inputs, up to three times each, at every threshold that matters."""
    xor = np.logical_xor(*PAIRS.T)
    for kinds in product((False, True), repeat=2):
        for times in product(range(4), repeat=2):
            wired = [[PAIRS[:, [i]]] * times[i] for i in range(2)]
            excitatory = np.hstack([NONE, *(x for i in range(2) if kinds[i] for x in wired[i])])
            inhibitory = np.hstack([NONE, *(x for i in range(2) if not kinds[i] for x in wired[i])])
            for threshold in range(8):
                assert (mcculloch_pitts(excitatory, inhibitory, threshold) != xor).any()


def test_two_layers_of_units_compute_xor() -> None:
    first = mcculloch_pitts(PAIRS[:, :1], PAIRS[:, 1:], 1)
    second = mcculloch_pitts(PAIRS[:, 1:], PAIRS[:, :1], 1)
    either = mcculloch_pitts(np.column_stack((first, second)), NONE, 1)
    assert (either == np.logical_xor(*PAIRS.T)).all()

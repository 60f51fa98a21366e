"""The directional check on its own: what is a slope of f passes, what is not does not."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.layers.catalogue import KINDS
from grader.layers.checks.slopes import Measurement, is_slope
from grader.layers.trials.precision import DOUBLE, SINGLE
from grader.layers.trials.probes import joint_probes, probe_along, single_probes
from grader.layers.trials.trials import trials_for
from tests.examples import examples

SEEDS = st.integers(0, 2**32 - 1)
SLOPED = [each for kind in KINDS.values() if (each := kind.specification()).has_slopes]
LAYERS = pytest.mark.parametrize("layer", SLOPED, ids=[layer.name for layer in SLOPED])


def _measured(layer, seed: int, precision=DOUBLE, probes_of=single_probes):
    """The round of the first trial, its right gradients, and measurements around it."""
    rng = np.random.default_rng(seed)
    at = trials_for(layer, [layer], rng)[0].rounds[0]
    probes = probes_of(layer, at, rng, precision)
    gradients = layer.evaluate(at.tensors)[1](at.upstream)
    return at, gradients, [_measure(layer, at, probe) for probe in probes]


def _measure(layer, at, probe) -> Measurement:
    ahead, behind = (
        layer.evaluate(side.rounds[0].tensors)[0] for side in (probe.plus, probe.minus)
    )
    return Measurement(probe, at.upstream, ahead, behind)


@pytest.mark.long
@LAYERS
@settings(max_examples=examples(60))
@given(seed=SEEDS)
def test_right_gradients_are_slopes_for_any_numbers(layer, seed: int) -> None:
    for precision in (DOUBLE, SINGLE):
        for probes_of in (single_probes, joint_probes):
            _, gradients, measurements = _measured(layer, seed, precision, probes_of)
            for each in measurements:
                assert is_slope(gradients, each, precision, layer.guard)


@pytest.mark.long
@LAYERS
@settings(max_examples=examples(60))
@given(seed=SEEDS, data=st.data())
def test_one_element_off_by_a_hundredth_of_the_norm_is_no_slope(layer, seed: int, data) -> None:
    _, gradients, measurements = _measured(layer, seed)
    each = data.draw(st.sampled_from(measurements))
    (variable,) = each.probe.variables
    wrong = gradients[variable].copy()
    index = data.draw(st.integers(0, wrong.size - 1))
    wrong.flat[index] += 0.01 * np.linalg.norm(wrong)
    assert not is_slope({variable: wrong}, each, DOUBLE, layer.guard)


@LAYERS
def test_zeros_and_nan_are_no_slopes(layer) -> None:
    _, gradients, measurements = _measured(layer, 3)
    for each in measurements:
        (variable,) = each.probe.variables
        right = gradients[variable]
        for wrong in (np.zeros_like(right), np.full_like(right, np.nan)):
            assert not is_slope({variable: wrong}, each, DOUBLE, layer.guard)


@LAYERS
def test_element_by_element_the_whole_gradient_is_measured(layer) -> None:
    at, gradients, _ = _measured(layer, 11)
    for variable, right in gradients.items():
        directions = np.eye(right.size).reshape(-1, *right.shape)
        probes = [probe_along(variable, each, at, DOUBLE) for each in directions]
        found = [_measure(layer, at, probe) for probe in probes]
        changes = [(each.upstream * (each.ahead - each.behind)).sum() / 2 for each in found]
        measured = changes / np.array([probe.half_steps[variable].sum() for probe in probes])
        np.testing.assert_allclose(measured.reshape(right.shape), right, rtol=1e-6, atol=1e-8)

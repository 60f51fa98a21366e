import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reference.derivatives import central_difference
from reference.losses import cross_entropy, one_hot, softmax, softmax_with_loss

SEEDS = st.integers(0, 2**32 - 1)
SIZES = st.integers(1, 6)


def _targets(rng: np.random.Generator, n: int, c: int) -> np.ndarray:
    return one_hot(rng.integers(0, c, size=n), c)


@given(seed=SEEDS, n=SIZES, c=SIZES)
def test_softmax_gradient_is_the_central_difference(seed: int, n: int, c: int) -> None:
    rng = np.random.default_rng(seed)
    logits, dprobs = rng.normal(size=(2, n, c))

    _, vjp = softmax(logits)

    numerical = central_difference(lambda z: float((softmax(z)[0] * dprobs).sum()), logits)
    np.testing.assert_allclose(vjp(dprobs), numerical, rtol=1e-6, atol=1e-8)


@given(seed=SEEDS, n=SIZES, c=SIZES, shift=st.floats(-1e6, 1e6))
def test_softmax_rows_sum_to_one_and_ignore_a_shift(
    seed: int, n: int, c: int, shift: float
) -> None:
    logits = np.random.default_rng(seed).normal(size=(n, c))
    probs, _ = softmax(logits)
    np.testing.assert_allclose(probs.sum(axis=1), 1.0, rtol=1e-14)
    np.testing.assert_allclose(softmax(logits + shift)[0], probs, rtol=1e-8)


@given(seed=SEEDS, n=SIZES, c=SIZES, dloss=st.floats(-10, 10))
def test_cross_entropy_gradient_is_the_central_difference(
    seed: int, n: int, c: int, dloss: float
) -> None:
    rng = np.random.default_rng(seed)
    probs, targets = softmax(rng.normal(size=(n, c)))[0], _targets(rng, n, c)

    _, vjp = cross_entropy(probs, targets)

    numerical = central_difference(lambda p: dloss * cross_entropy(p, targets)[0], probs)
    np.testing.assert_allclose(vjp(dloss), numerical, rtol=1e-5, atol=1e-6)


@given(seed=SEEDS, n=SIZES, c=SIZES, dloss=st.floats(-10, 10))
def test_softmax_with_loss_is_the_composition_of_the_two(
    seed: int, n: int, c: int, dloss: float
) -> None:
    rng = np.random.default_rng(seed)
    logits, targets = rng.normal(size=(n, c)), _targets(rng, n, c)
    probs, through_softmax = softmax(logits)
    loss, through_loss = cross_entropy(probs, targets)

    joint_loss, vjp = softmax_with_loss(logits, targets)

    assert joint_loss == pytest.approx(loss, rel=1e-12, abs=1e-15)
    composed = through_softmax(through_loss(dloss))
    np.testing.assert_allclose(vjp(dloss), composed, rtol=1e-10, atol=1e-14)


@given(seed=SEEDS, n=SIZES, c=SIZES)
def test_softmax_with_loss_gradient_is_the_central_difference(seed: int, n: int, c: int) -> None:
    rng = np.random.default_rng(seed)
    logits, targets = rng.normal(size=(n, c)), _targets(rng, n, c)

    _, vjp = softmax_with_loss(logits, targets)

    numerical = central_difference(lambda z: softmax_with_loss(z, targets)[0], logits)
    np.testing.assert_allclose(vjp(1.0), numerical, rtol=1e-6, atol=1e-8)


def test_softmax_with_loss_by_hand() -> None:
    """Two equal logits: the loss is ln 2 whichever is true."""
    loss, vjp = softmax_with_loss(np.zeros((1, 2)), np.array([[0.0, 1.0]]))
    assert loss == pytest.approx(math.log(2), rel=1e-15)
    assert vjp(1.0).tolist() == [[0.5, -0.5]]


def test_huge_logits_stay_finite() -> None:
    loss, vjp = softmax_with_loss(np.array([[1e4, -1e4, 0.0]]), np.array([[0.0, 1.0, 0.0]]))
    assert loss == 2e4
    assert vjp(1.0).tolist() == [[1.0, -1.0, 0.0]]


def test_a_true_class_of_probability_zero_costs_an_infinite_loss() -> None:
    loss, vjp = cross_entropy(np.array([[1.0, 0.0]]), np.array([[0.0, 1.0]]))
    assert loss == math.inf
    assert vjp(1.0).tolist() == [[0.0, -math.inf]]


@pytest.mark.parametrize("function", [cross_entropy, softmax_with_loss])
@pytest.mark.parametrize(("rows", "targets"), [((0, 3), (0, 3)), ((2, 3), (2,)), ((3,), (3,))])
def test_targets_of_another_shape_or_no_rows_are_refused(function, rows, targets) -> None:
    with pytest.raises(ValueError, match="need targets"):
        function(np.zeros(rows), np.zeros(targets))


@pytest.mark.parametrize("labels", [[0, 3], [-1], [[0]]])
def test_labels_out_of_range_are_refused(labels) -> None:
    with pytest.raises(ValueError, match=r"\[0, 3\)"):
        one_hot(np.array(labels), 3)


def test_logits_of_another_shape_are_refused() -> None:
    with pytest.raises(ValueError, match="need logits"):
        softmax(np.zeros(3))

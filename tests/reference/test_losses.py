import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reference.derivatives import central_difference, complex_step
from reference.losses import (
    absolute_error,
    cross_entropy,
    one_hot,
    sigmoid_with_loss,
    softmax,
    softmax_cross_entropy,
    softmax_with_loss,
    squared_error,
)

SEEDS = st.integers(0, 2**32 - 1)
SIZES = st.integers(1, 6)


def _targets(rng: np.random.Generator, n: int, c: int) -> np.ndarray:
    return one_hot(rng.integers(0, c, size=n), c)


@given(seed=SEEDS, n=SIZES, c=SIZES)
def test_softmax_gradient_is_the_derivative_by_complex_step(
    assert_vjp, seed: int, n: int, c: int
) -> None:
    logits = np.random.default_rng(seed).normal(size=(n, c))
    assert_vjp(softmax, logits, seed=seed, is_holomorphic=True)


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


@given(seed=SEEDS, n=SIZES, c=SIZES)
def test_softmax_with_loss_gradient_is_exact_for_targets_that_are_distributions(
    seed: int, n: int, c: int
) -> None:
    rng = np.random.default_rng(seed)
    logits, targets = rng.normal(size=(n, c)), rng.dirichlet(np.ones(c), size=n)

    _, vjp = softmax_with_loss(logits, targets)

    def plain(z):
        return -(targets * (z - np.log(np.exp(z).sum(axis=1, keepdims=True)))).sum() / n

    np.testing.assert_allclose(vjp(1.0), complex_step(plain, logits), rtol=1e-11, atol=1e-14)


@given(seed=SEEDS, n=SIZES, c=SIZES, dloss=st.floats(-10, 10))
def test_integer_labels_are_one_hot_rows(seed: int, n: int, c: int, dloss: float) -> None:
    rng = np.random.default_rng(seed)
    logits, labels = rng.normal(size=(n, c)), rng.integers(0, c, size=n)

    loss, vjp = softmax_cross_entropy(logits, labels)

    right, right_vjp = softmax_with_loss(logits, np.eye(c)[labels])
    assert loss == right
    assert (vjp(dloss) == right_vjp(dloss)).all()


@pytest.mark.parametrize("labels", [[0, 3], [0, -1], [0], [[0], [1]]])
def test_integer_labels_that_do_not_fit_are_refused(labels) -> None:
    with pytest.raises(ValueError, match="need"):
        softmax_cross_entropy(np.zeros((2, 3)), np.array(labels))


def test_one_class_is_certain() -> None:
    loss, vjp = softmax_cross_entropy(np.array([[3.0], [-800.0]]), np.array([0, 0]))
    assert loss == 0.0
    assert vjp(1.0).tolist() == [[0.0], [0.0]]


@given(seed=SEEDS, n=SIZES, dloss=st.floats(-10, 10))
def test_sigmoid_with_loss_is_softmax_with_loss_of_two_classes(
    seed: int, n: int, dloss: float
) -> None:
    """The logits (0, z) give sigmoid(z) to the second class."""
    rng = np.random.default_rng(seed)
    z, labels = 5 * rng.normal(size=n), rng.integers(0, 2, size=n)

    loss, vjp = sigmoid_with_loss(z, labels.astype(float))

    right, right_vjp = softmax_cross_entropy(np.column_stack((np.zeros(n), z)), labels)
    assert loss == pytest.approx(right, rel=1e-12, abs=1e-15)
    np.testing.assert_allclose(vjp(dloss), right_vjp(dloss)[:, 1], rtol=1e-10, atol=1e-14)


def test_sigmoid_with_loss_never_overflows() -> None:
    loss, vjp = sigmoid_with_loss(np.array([1e4, -1e4]), np.array([0.0, 1.0]))
    assert loss == 1e4
    assert vjp(1.0).tolist() == [0.5, -0.5]


@given(seed=SEEDS, n=SIZES, m=SIZES)
def test_squared_error_gradient_is_the_derivative(assert_vjp, seed: int, n: int, m: int) -> None:
    rng = np.random.default_rng(seed)
    y, targets = rng.normal(size=(2, n, m))
    assert_vjp(lambda z: squared_error(z, targets), y, seed=seed)


@given(seed=SEEDS, n=SIZES, m=SIZES)
def test_absolute_error_gradient_is_the_derivative_away_from_its_kinks(
    assert_vjp, seed: int, n: int, m: int
) -> None:
    rng = np.random.default_rng(seed)
    targets = rng.normal(size=(n, m))
    y = targets + rng.uniform(0.1, 1.0, size=(n, m)) * rng.choice((-1.0, 1.0), size=(n, m))
    assert_vjp(lambda z: absolute_error(z, targets), y, seed=seed)


def test_both_errors_by_hand() -> None:
    """The factor is 1/N by rows, not by elements, and a tie has the subgradient 0."""
    y, targets = np.array([[1.0, 5.0], [2.0, 2.0]]), np.array([[1.0, 3.0], [6.0, 1.0]])
    squared, squared_vjp = squared_error(y, targets)
    absolute, absolute_vjp = absolute_error(y, targets)
    assert (squared, absolute) == (21 / 4, 7 / 2)
    assert squared_vjp(2.0).tolist() == [[0.0, 2.0], [-4.0, 1.0]]
    assert absolute_vjp(2.0).tolist() == [[0.0, 1.0], [-1.0, 1.0]]


@pytest.mark.parametrize("function", [squared_error, absolute_error, sigmoid_with_loss])
@pytest.mark.parametrize(("values", "targets"), [((0,), (0,)), ((2, 1), (2,)), ((), ())])
def test_values_without_a_target_each_or_no_rows_are_refused(function, values, targets) -> None:
    with pytest.raises(ValueError, match="need targets"):
        function(np.zeros(values), np.zeros(targets))

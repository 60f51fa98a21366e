import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reference.derivatives import complex_step
from reference.models.three_layer_perceptron import (
    Weights,
    classify,
    random_weights,
    three_layer_perceptron,
)
from reference.optimizers import GradientDescent
from tests.examples import examples

XOR = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
XOR_LABELS = np.array([0, 1, 1, 0])


@settings(max_examples=examples(25))
@given(
    seed=st.integers(0, 2**32 - 1),
    n=st.integers(1, 4),
    h=st.integers(1, 4),
    c=st.integers(1, 3),
    dloss=st.floats(-5, 5),
)
def test_the_gradient_of_every_weight_is_the_derivative_by_complex_step(
    seed: int, n: int, h: int, c: int, dloss: float
) -> None:
    rng = np.random.default_rng(seed)
    x, targets = rng.normal(size=(n, 3)), np.eye(c)[rng.integers(0, c, size=n)]
    weights = Weights(*(rng.normal(size=w.shape) for w in random_weights(3, h, c, rng)))

    loss, vjp = three_layer_perceptron(x, targets, weights)
    gradients = vjp(dloss)

    def plain(W1, b1, W2, b2):
        logits = 1 / (1 + np.exp(-(x @ W1 + b1))) @ W2 + b2
        log_sums = np.log(np.exp(logits).sum(axis=1, keepdims=True))
        return -(targets * (logits - log_sums)).sum() / n

    assert loss == pytest.approx(plain(*weights), rel=1e-12, abs=1e-14)
    for place, gradient in enumerate(gradients):

        def along(z, place=place):
            return dloss * plain(*weights[:place], z, *weights[place + 1 :])

        right = complex_step(along, weights[place])
        np.testing.assert_allclose(gradient, right, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("seed", range(5))
def test_it_learns_xor_by_gradient_descent(seed: int) -> None:
    weights = random_weights(2, 8, 2, np.random.default_rng(seed))
    rule, targets = GradientDescent(rate=2.0), np.eye(2)[XOR_LABELS]
    for _ in range(3000):
        loss, vjp = three_layer_perceptron(XOR, targets, weights)
        rule.step(weights, vjp(1.0))
    assert (classify(XOR, weights) == XOR_LABELS).all()
    assert loss < 0.05


def test_weights_by_hand_compute_xor() -> None:
    """The hidden units are OR and AND; the second class is OR and not AND."""
    weights = Weights(
        W1=np.full((2, 2), 20.0),
        b1=np.array([-10.0, -30.0]),
        W2=np.array([[-10.0, 10.0], [10.0, -10.0]]),
        b2=np.array([5.0, -5.0]),
    )
    assert classify(XOR, weights).tolist() == XOR_LABELS.tolist()


def test_equal_weights_stay_equal_so_that_random_ones_are_needed() -> None:
    weights = Weights(np.ones((2, 3)), np.zeros(3), np.ones((3, 2)), np.zeros(2))
    gradients = three_layer_perceptron(XOR, np.eye(2)[XOR_LABELS], weights)[1](1.0)
    assert np.ptp(gradients.W1, axis=1).max() == 0.0


def test_no_rows_are_refused() -> None:
    weights = random_weights(2, 3, 2, np.random.default_rng(0))
    with pytest.raises(ValueError, match="N > 0"):
        three_layer_perceptron(np.zeros((0, 2)), np.zeros((0, 2)), weights)

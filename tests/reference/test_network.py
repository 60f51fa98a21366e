import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reference.activations import sigmoid, tanh
from reference.affine import affine
from reference.convolution import conv2d
from reference.derivatives import central_difference
from reference.layers import (
    affine_layer,
    batch_norm_layer,
    dropout_layer,
    flatten,
    without_parameters,
)
from reference.losses import softmax_cross_entropy, squared_error
from reference.network import Layer, Sequential
from reference.normalization import layer_norm
from reference.pooling import average_pool
from tests.examples import examples

SEEDS = st.integers(0, 2**32 - 1)


def _network(rng: np.random.Generator, outputs: int) -> Sequential:
    """Smooth, with a layer of every sort that has parameters and one of those without."""
    return Sequential(
        (
            affine_layer(3, 5, rng),
            Layer(layer_norm, (rng.normal(size=5), rng.normal(size=5))),
            without_parameters(tanh),
            affine_layer(5, 4, rng),
            batch_norm_layer(4),
            without_parameters(sigmoid),
            affine_layer(4, outputs, rng),
        )
    )


@settings(max_examples=examples(15))
@given(seed=SEEDS, n=st.integers(1, 4), outputs=st.integers(1, 3))
def test_the_gradient_of_every_parameter_is_the_central_difference(
    seed: int, n: int, outputs: int
) -> None:
    rng = np.random.default_rng(seed)
    network = _network(rng, outputs)
    x, labels = rng.normal(size=(n, 3)), rng.integers(0, outputs, size=n)

    _, gradients = network.loss_and_gradients(softmax_cross_entropy, x, labels)

    assert len(gradients) == len(network.parameters)
    for parameter, gradient in zip(network.parameters, gradients, strict=True):

        def loss(z, parameter=parameter):
            kept = parameter.copy()
            parameter[...] = z
            value = softmax_cross_entropy(network.forward(x)[0], labels)[0]
            parameter[...] = kept
            return value

        numerical = central_difference(loss, parameter.copy())
        np.testing.assert_allclose(gradient, numerical, rtol=1e-4, atol=1e-6)


@settings(max_examples=examples(15))
@given(seed=SEEDS)
def test_the_gradient_of_the_input_is_the_central_difference(assert_vjp, seed: int) -> None:
    rng = np.random.default_rng(seed)
    network = _network(rng, 2)

    def function(x):
        y, backward = network.forward(x)
        return y, lambda dy: backward(dy)[0]

    assert_vjp(function, rng.normal(size=(3, 3)), seed=seed)


def test_two_affine_layers_are_one_by_matrix_product() -> None:
    rng = np.random.default_rng(0)
    first, second = affine_layer(4, 3, rng), affine_layer(3, 2, rng)
    x = rng.normal(size=(5, 4))
    y, _ = Sequential((first, second)).forward(x)
    np.testing.assert_allclose(y, x @ first.parameters[0] @ second.parameters[0], rtol=1e-12)


def test_a_small_convolutional_network_learns_bars_from_their_direction() -> None:
    """Images of one bright row or column: two filters of the right direction tell them apart."""
    rng = np.random.default_rng(0)
    labels = rng.integers(0, 2, size=64)
    x = 0.1 * rng.normal(size=(64, 1, 6, 6))
    for image, label, place in zip(x[:, 0], labels, rng.integers(0, 6, size=64), strict=True):
        (image if label else image.T)[place] += 1.0
    filters = Layer(conv2d, (rng.normal(scale=0.5, size=(4, 1, 3, 3)), np.zeros(4)))
    network = Sequential(
        (
            filters,
            without_parameters(lambda x: (np.maximum(x, 0), lambda dy: dy * (x > 0))),
            without_parameters(lambda x: average_pool(x, size=4, stride=4)),
            without_parameters(flatten),
            affine_layer(4, 2, rng),
        )
    )
    for _ in range(200):
        _, gradients = network.loss_and_gradients(softmax_cross_entropy, x, labels)
        for parameter, gradient in zip(network.parameters, gradients, strict=True):
            parameter[...] -= 0.5 * gradient

    assert (network.predict(x).argmax(axis=1) == labels).all()


def test_a_network_without_layers_returns_its_input() -> None:
    y, backward = Sequential(()).forward(np.ones((2, 3)))
    assert (y == 1.0).all()
    assert backward(y) == (y, [])


def test_backward_of_an_earlier_forward_uses_what_that_one_saw() -> None:
    network = Sequential((Layer(affine, (np.array([[3.0]]), np.zeros(1))),))
    _, first = network.forward(np.array([[2.0]]))
    network.forward(np.array([[7.0]]))
    assert first(np.ones((1, 1)))[1][0].tolist() == [[2.0]]


def test_dropout_thins_in_training_and_does_nothing_in_use() -> None:
    network = Sequential((dropout_layer(0.5, np.random.default_rng(0)),))
    x = np.ones((4, 50))
    y, backward = network.forward(x)
    assert set(np.unique(y)) == {0.0, 2.0}
    assert (backward(x)[0] == y).all()
    assert (network.predict(x) == x).all()


def test_batch_norm_in_use_follows_what_training_saw() -> None:
    """After many batches of mean 5 and deviation 2, a row at the mean comes out as 0."""
    rng = np.random.default_rng(0)
    network = Sequential((batch_norm_layer(3),))
    x = 5.0 + 2.0 * rng.normal(size=(2000, 3))
    assert network.predict(x).mean() == pytest.approx(5.0, abs=0.2)
    for _ in range(100):
        network.forward(x)
    used, (trained, _) = network.predict(x), network.forward(x)
    np.testing.assert_allclose(used, trained, atol=1e-3)
    assert abs(network.predict(np.full((1, 3), 5.0))).max() < 0.1


def test_he_weights_keep_the_mean_square_through_thirty_rectified_layers() -> None:
    """Within a factor of three; weights of variance 1 / inputs would lose a factor of 2^30."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=(200, 256))
    for _ in range(30):
        y, _ = affine(x, *affine_layer(256, 256, rng).parameters)
        x = np.maximum(y, 0.0)
    assert 1 / 3 < np.square(y).mean() / 2 < 3


def test_no_rows_are_refused_by_the_loss() -> None:
    network = Sequential((affine_layer(2, 1, np.random.default_rng(0)),))
    with pytest.raises(ValueError, match="N > 0"):
        network.loss_and_gradients(squared_error, np.zeros((0, 2)), np.zeros((0, 1)))

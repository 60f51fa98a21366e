from itertools import chain

import numpy as np
import pytest
from sklearn.neural_network import MLPRegressor

from reference.activations import tanh
from reference.losses import absolute_error, squared_error
from reference.models.multilayer_perceptron import multilayer_perceptron
from reference.optimizers import Adam, GradientDescent
from reference.training import minibatches, train_epoch


def _wave(rng: np.random.Generator, rows: int) -> tuple[np.ndarray, np.ndarray]:
    x = rng.uniform(-2, 2, size=(rows, 2))
    return x, np.sin(2 * x[:, :1]) * x[:, 1:]


def test_sizes_are_those_of_the_affine_layers_and_the_last_is_not_rectified() -> None:
    network = multilayer_perceptron((5, 4, 3, 1), np.random.default_rng(0))
    shapes = [parameter.shape for parameter in network.parameters]
    assert shapes == [(5, 4), (4,), (4, 3), (3,), (3, 1), (1,)]
    assert network.predict(np.random.default_rng(1).normal(size=(100, 5))).min() < 0


def test_two_sizes_are_a_linear_model() -> None:
    network = multilayer_perceptron((3, 2), np.random.default_rng(0))
    x = np.random.default_rng(1).normal(size=(4, 3))
    np.testing.assert_allclose(network.predict(x), x @ network.parameters[0], rtol=1e-12)


def test_ten_steps_of_gradient_descent_are_those_of_scikit_learn() -> None:
    """From its weights, on all rows; its loss is half the mean square too, here unpenalised."""
    rng = np.random.default_rng(0)
    x, t = _wave(rng, 50)
    oracle = MLPRegressor(
        hidden_layer_sizes=(6, 4),
        activation="tanh",
        solver="sgd",
        momentum=0.0,
        alpha=0.0,
        batch_size=50,
        learning_rate_init=0.2,
        random_state=0,
    )
    oracle.partial_fit(x, t[:, 0])
    network, rule = multilayer_perceptron((2, 6, 4, 1), rng, tanh), GradientDescent(0.2)
    theirs = [*chain(*zip(oracle.coefs_, oracle.intercepts_, strict=True))]
    for parameter, start in zip(network.parameters, theirs, strict=True):
        parameter[...] = start

    for _ in range(10):
        oracle.partial_fit(x, t[:, 0])
        rule.step(network.parameters, network.loss_and_gradients(squared_error, x, t)[1])

    np.testing.assert_allclose(network.predict(x)[:, 0], oracle.predict(x), rtol=1e-9)
    for parameter, end in zip(
        network.parameters, chain(*zip(oracle.coefs_, oracle.intercepts_, strict=True)), strict=True
    ):
        np.testing.assert_allclose(parameter, end, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("loss", [squared_error, absolute_error])
def test_it_learns_a_wave_by_mini_batches_and_adam(loss) -> None:
    """On new rows, to a mean error of a tenth of that of predicting 0."""
    rng = np.random.default_rng(0)
    x, t = _wave(rng, 1000)
    network, rule = multilayer_perceptron((2, 32, 32, 1), rng), Adam(0.005)
    for _ in range(60):
        train_epoch(
            lambda rows: network.loss_and_gradients(loss, x[rows], t[rows]),
            network.parameters,
            rule,
            minibatches(1000, 50, rng),
        )
    new, right = _wave(rng, 500)
    assert np.abs(network.predict(new) - right).mean() < 0.1 * np.abs(right).mean()


def test_a_seed_repeats_training_bit_for_bit() -> None:
    def trained():
        rng = np.random.default_rng(5)
        x, t = _wave(rng, 100)
        network, rule = multilayer_perceptron((2, 8, 1), rng), Adam()
        for rows in minibatches(100, 10, rng):
            _, gradients = network.loss_and_gradients(squared_error, x[rows], t[rows])
            rule.step(network.parameters, gradients)
        return network.predict(x)

    assert (trained() == trained()).all()


def test_dropout_thins_hidden_layers_in_training_alone() -> None:
    """Input and output stay whole, and starting weights are those of a network without it."""
    plain = multilayer_perceptron((3, 8, 8, 2), np.random.default_rng(0))
    thinned = multilayer_perceptron((3, 8, 8, 2), np.random.default_rng(0), drop=0.5)
    x = np.random.default_rng(1).normal(size=(50, 3))
    assert (thinned.predict(x) == plain.predict(x)).all()
    assert len(thinned.layers) == len(plain.layers) + 2
    first, second = thinned.forward(x)[0], thinned.forward(x)[0]
    assert (first != second).any()
    mean = np.mean([thinned.layers[2].training(np.ones((1, 8)))[0] for _ in range(4000)])
    assert mean == pytest.approx(1.0, abs=0.03)
    assert (plain.forward(x)[0] == plain.predict(x)).all()


@pytest.mark.parametrize("sizes", [(), (3,), (3, 0, 1)])
def test_fewer_than_two_sizes_or_an_empty_layer_are_refused(sizes) -> None:
    with pytest.raises(ValueError, match="two sizes"):
        multilayer_perceptron(sizes, np.random.default_rng(0))

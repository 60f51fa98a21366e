import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reference.affine import affine
from reference.losses import squared_error
from reference.optimizers import GradientDescent
from reference.training import minibatches, train_epoch


@given(seed=st.integers(0, 2**32 - 1), rows=st.integers(1, 50), size=st.integers(1, 60))
def test_an_epoch_shows_every_row_once_in_batches_of_the_size(
    seed: int, rows: int, size: int
) -> None:
    batches = list(minibatches(rows, size, np.random.default_rng(seed)))
    assert sorted(np.concatenate(batches)) == list(range(rows))
    assert all(len(batch) == size for batch in batches[:-1])
    assert 0 < len(batches[-1]) <= size


def test_every_epoch_is_shuffled_anew_and_a_seed_repeats_it() -> None:
    rng = np.random.default_rng(3)
    first, second = (np.concatenate(list(minibatches(100, 7, rng))) for _ in range(2))
    again = np.concatenate(list(minibatches(100, 7, np.random.default_rng(3))))
    assert (first == again).all()
    assert (first != second).any()
    assert (first != np.arange(100)).any()


@pytest.mark.parametrize(("rows", "size"), [(0, 1), (1, 0), (-1, 1)])
def test_no_rows_and_empty_batches_are_refused(rows: int, size: int) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        next(minibatches(rows, size, np.random.default_rng(0)))


@pytest.mark.parametrize("size", [1, 10, 64])
def test_gradient_descent_by_rows_batches_or_all_finds_the_line(size: int) -> None:
    """Stochastic, mini-batch and plain gradient descent are one loop, differing in batch size."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=(64, 2))
    t = x @ np.array([[2.0], [-1.0]]) + 0.5
    W, b = np.zeros((2, 1)), np.zeros(1)

    def objective(rows):
        y, vjp = affine(x[rows], W, b)
        loss, loss_vjp = squared_error(y, t[rows])
        return loss, vjp(loss_vjp(1.0))[1:]

    losses = [
        train_epoch(objective, [W, b], GradientDescent(0.1), minibatches(64, size, rng))
        for _ in range(150)
    ]

    np.testing.assert_allclose([*W[:, 0], *b], [2.0, -1.0, 0.5], atol=1e-3)
    assert losses[-1] < 1e-5 < losses[0]


def test_the_loss_of_an_epoch_is_the_mean_by_rows_not_by_batches() -> None:
    def objective(rows):
        return float(rows.mean()), [np.zeros(1)]

    batches = [np.array([0, 1, 2]), np.array([3])]
    loss = train_epoch(objective, [np.zeros(1)], GradientDescent(), batches)
    assert loss == 1.5


def test_an_epoch_without_batches_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one row"):
        train_epoch(lambda rows: (0.0, []), [], GradientDescent(), [])

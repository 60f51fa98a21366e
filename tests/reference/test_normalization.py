import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reference.normalization import (
    RunningStatistics,
    batch_norm,
    batch_norm_at_evaluation,
    layer_norm,
    normalize,
)

SEEDS = st.integers(0, 2**32 - 1)
SIZES = st.integers(1, 5)
SCALES = st.sampled_from([0.1, 1.0, 100.0])
BOTH = pytest.mark.parametrize("norm", [batch_norm, layer_norm])


def _arrays(seed: int, n: int, d: int, scale: float = 1.0) -> tuple[np.ndarray, ...]:
    rng = np.random.default_rng(seed)
    return scale * rng.normal(3.0, size=(n, d)), rng.normal(size=d), rng.normal(size=d)


@BOTH
@given(seed=SEEDS, n=SIZES, d=SIZES, scale=SCALES)
def test_all_three_gradients_are_the_derivative_by_complex_step(
    norm, assert_vjp, seed: int, n: int, d: int, scale: float
) -> None:
    assert_vjp(norm, *_arrays(seed, n, d, scale), seed=seed, is_holomorphic=True)


@given(seed=SEEDS, n=SIZES, d=SIZES)
def test_at_evaluation_all_three_gradients_are_the_derivative_by_complex_step(
    assert_vjp, seed: int, n: int, d: int
) -> None:
    rng = np.random.default_rng(seed)
    statistics = RunningStatistics(rng.normal(size=d), rng.uniform(0.1, 2.0, size=d))
    assert_vjp(
        lambda x, gamma, beta: batch_norm_at_evaluation(x, gamma, beta, statistics),
        *_arrays(seed, n, d),
        seed=seed,
        is_holomorphic=True,
    )


@BOTH
@given(seed=SEEDS, n=st.integers(2, 6), d=st.integers(2, 6))
def test_mean_and_deviation_are_what_beta_and_gamma_say(norm, seed: int, n: int, d: int) -> None:
    x, _, _ = _arrays(seed, n, d)
    axis = 0 if norm is batch_norm else 1

    y, _ = norm(x, np.full(d, 2.0), np.full(d, 7.0), epsilon=1e-300)

    np.testing.assert_allclose(y.mean(axis=axis), 7.0, rtol=1e-10)
    np.testing.assert_allclose(y.std(axis=axis), 2.0, rtol=1e-6)


@given(seed=SEEDS, n=st.integers(2, 6), d=st.integers(2, 6))
def test_layer_norm_is_batch_norm_of_the_transpose(seed: int, n: int, d: int) -> None:
    x, _, _ = _arrays(seed, n, d)
    rows, _ = layer_norm(x, np.ones(d), np.zeros(d))
    columns, _ = batch_norm(x.T, np.ones(n), np.zeros(n))
    np.testing.assert_allclose(rows, columns.T, rtol=1e-12, atol=1e-14)


def test_a_batch_of_one_row_comes_out_as_beta_and_passes_nothing_on() -> None:
    x, gamma, beta = _arrays(0, 1, 3)
    y, vjp = batch_norm(x, gamma, beta)
    dx, dgamma, dbeta = vjp(np.array([[1.0, 2.0, 3.0]]))
    assert (y == beta).all()
    assert (dx == 0).all()
    assert (dgamma == 0).all()
    assert dbeta.tolist() == [1.0, 2.0, 3.0]


def test_equal_elements_come_out_as_zeros() -> None:
    z, vjp = normalize(np.full((4, 1), 5.0), axis=0)
    assert (z == 0).all()
    assert np.isfinite(vjp(np.arange(4.0)[:, np.newaxis])).all()


def test_a_large_offset_does_not_lose_the_deviations() -> None:
    """mean(x^2) - mean(x)^2 would come out as 0 or below; the centred square does not."""
    y, _ = batch_norm(1e9 + np.array([[0.0], [1.0]]), np.ones(1), np.zeros(1), epsilon=1e-12)
    np.testing.assert_allclose(y, [[-1.0], [1.0]], rtol=1e-6)


@given(seed=SEEDS, momentum=st.floats(0, 1))
def test_running_statistics_move_towards_those_of_the_batch(seed: int, momentum: float) -> None:
    x, mean, variance = _arrays(seed, 5, 3)

    after = RunningStatistics(mean, variance).after(x, momentum)

    np.testing.assert_allclose(after.mean, momentum * mean + (1 - momentum) * x.mean(0))
    np.testing.assert_allclose(after.variance, momentum * variance + (1 - momentum) * x.var(0))


@given(seed=SEEDS, n=st.integers(2, 6))
def test_evaluation_by_the_statistics_of_a_batch_is_training_on_that_batch(
    seed: int, n: int
) -> None:
    x, gamma, beta = _arrays(seed, n, 3)
    statistics = RunningStatistics(np.zeros(3), np.ones(3)).after(x, momentum=0.0)
    trained, _ = batch_norm(x, gamma, beta)
    used, _ = batch_norm_at_evaluation(x, gamma, beta, statistics)
    np.testing.assert_allclose(used, trained, rtol=1e-10, atol=1e-12)


def test_at_evaluation_a_row_does_not_depend_on_the_others() -> None:
    x, gamma, beta = _arrays(0, 4, 3)
    statistics = RunningStatistics(np.ones(3), np.full(3, 2.0))
    together, _ = batch_norm_at_evaluation(x, gamma, beta, statistics)
    alone, _ = batch_norm_at_evaluation(x[:1], gamma, beta, statistics)
    assert (together[:1] == alone).all()


@BOTH
@pytest.mark.parametrize(
    "shapes", [((0, 2), (2,), (2,)), ((3,), (3,), (3,)), ((2, 3), (2,), (3,)), ((2, 3), (3,), (2,))]
)
def test_no_rows_and_shapes_that_do_not_fit_are_refused(norm, shapes) -> None:
    with pytest.raises(ValueError, match="need x"):
        norm(*map(np.zeros, shapes))

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reference.dropout import dropout

SEEDS = st.integers(0, 2**32 - 1)


@given(seed=SEEDS, rate=st.floats(0.0, 0.95))
def test_the_gradient_is_the_derivative_by_complex_step_under_one_mask(
    assert_vjp, seed: int, rate: float
) -> None:
    x = np.random.default_rng(seed).normal(size=(3, 4))
    assert_vjp(
        lambda z: dropout(z, rate, np.random.default_rng(seed)), x, seed=seed, is_holomorphic=True
    )


@given(seed=SEEDS, rate=st.sampled_from([0.2, 0.5, 0.75]))
def test_every_element_is_dropped_or_scaled_and_backward_drops_the_same(
    seed: int, rate: float
) -> None:
    y, vjp = dropout(np.ones(50), rate, np.random.default_rng(seed))
    assert set(y) <= {0.0, 1 / (1 - rate)}
    assert (vjp(np.ones(50)) == y).all()


@pytest.mark.parametrize("rate", [0.1, 0.5, 0.9])
def test_the_share_dropped_is_the_rate_and_the_mean_is_kept(rate: float) -> None:
    """Within five standard deviations of 100,000 draws."""
    y, _ = dropout(np.ones(100_000), rate, np.random.default_rng(0))
    deviation = (rate * (1 - rate) / 100_000) ** 0.5
    assert (y == 0).mean() == pytest.approx(rate, abs=5 * deviation)
    assert y.mean() == pytest.approx(1.0, abs=5 * deviation / (1 - rate))


def test_a_seed_repeats_the_mask_and_the_next_call_draws_another() -> None:
    rng = np.random.default_rng(1)
    first, second = (dropout(np.ones(64), 0.5, rng)[0] for _ in range(2))
    again, _ = dropout(np.ones(64), 0.5, np.random.default_rng(1))
    assert (first == again).all()
    assert (first != second).any()


def test_a_rate_of_zero_changes_nothing() -> None:
    x = np.arange(5.0)
    assert (dropout(x, 0.0, np.random.default_rng(0))[0] == x).all()


@pytest.mark.parametrize("rate", [-0.1, 1.0, float("nan")])
def test_a_rate_that_is_no_share_is_refused(rate: float) -> None:
    with pytest.raises(ValueError, match=r"\[0, 1\)"):
        dropout(np.ones(3), rate, np.random.default_rng(0))

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reference.attention import attention, causal_mask
from tests.examples import examples

SEEDS = st.integers(0, 2**32 - 1)
SIZES = {"t": st.integers(1, 4), "s": st.integers(1, 4), "d": st.integers(1, 3)}
HEADS = st.sampled_from([(), (2,), (2, 2)])


def _arrays(seed: int, heads: tuple[int, ...], t: int, s: int, d: int) -> tuple[np.ndarray, ...]:
    rng = np.random.default_rng(seed)
    shapes = (t, d), (s, d), (s, 2)
    return tuple(rng.normal(size=(*heads, *shape)) for shape in shapes)


@settings(max_examples=examples(30))
@given(seed=SEEDS, heads=HEADS, **SIZES)
def test_all_three_gradients_are_the_derivative_by_complex_step(
    assert_vjp, seed: int, heads: tuple[int, ...], t: int, s: int, d: int
) -> None:
    assert_vjp(attention, *_arrays(seed, heads, t, s, d), seed=seed, is_holomorphic=True)


@settings(max_examples=examples(30))
@given(seed=SEEDS, heads=HEADS, **SIZES)
def test_under_a_mask_all_three_gradients_are_the_central_difference(
    assert_vjp, seed: int, heads: tuple[int, ...], t: int, s: int, d: int
) -> None:
    mask = np.random.default_rng(seed).random((t, s)) < 0.5
    mask[:, 0] = True
    arrays = _arrays(seed, heads, t, s, d)
    assert_vjp(lambda Q, K, V: attention(Q, K, V, mask), *arrays, seed=seed)


@given(seed=SEEDS, **SIZES)
def test_the_value_is_the_mean_of_the_values_by_exponential_scores(
    seed: int, t: int, s: int, d: int
) -> None:
    Q, K, V = _arrays(seed, (), t, s, d)
    y, _ = attention(Q, K, V)
    for query, read in zip(Q, y, strict=True):
        weights = np.exp(K @ query / d**0.5)
        np.testing.assert_allclose(read, weights @ V / weights.sum(), rtol=1e-10, atol=1e-12)


@given(seed=SEEDS, heads=HEADS)
def test_what_is_masked_is_not_read_and_gets_no_gradient(seed: int, heads: tuple[int, ...]) -> None:
    """Under a causal mask the future may change at will."""
    Q, K, V = _arrays(seed, heads, 4, 4, 3)
    y, _ = attention(Q, K, V, causal_mask(4))
    dY = np.zeros(y.shape)
    dY[..., 1, :] = 1.0

    K[..., 2:, :], V[..., 2:, :] = 1e3, -1e3
    changed, vjp = attention(Q, K, V, causal_mask(4))
    dQ, dK, dV = vjp(dY)

    np.testing.assert_array_equal(changed[..., :2, :], y[..., :2, :])
    assert (changed[..., 2:, :] != y[..., 2:, :]).any()
    assert (dK[..., 2:, :] == 0).all()
    assert (dV[..., 2:, :] == 0).all()
    assert (dQ[..., 2:, :] == 0).all()


def test_one_key_is_read_whatever_the_query() -> None:
    Q, K, V = _arrays(0, (), 3, 1, 2)
    y, vjp = attention(1e4 * Q, K, V)
    dQ, dK, _ = vjp(np.ones((3, 2)))
    assert (y == V).all()
    assert not dQ.any()
    assert not dK.any()


def test_huge_scores_stay_finite() -> None:
    Q, K, V = _arrays(1, (), 3, 4, 2)
    y, vjp = attention(1e5 * Q, 1e5 * K, V)
    assert all(np.isfinite(array).all() for array in (y, *vjp(np.ones((3, 2)))))


def test_a_query_that_may_read_nothing_is_refused() -> None:
    mask = causal_mask(3)
    mask[1] = False
    with pytest.raises(ValueError, match="every query"):
        attention(*_arrays(0, (), 3, 3, 2), mask)


@pytest.mark.parametrize(
    "shapes",
    [
        ((3, 2), (4, 3), (4, 2)),
        ((3, 2), (4, 2), (5, 2)),
        ((2, 3, 2), (4, 2), (4, 2)),
        ((2, 3, 2), (2, 4, 2), (3, 4, 2)),
        ((3, 2), (0, 2), (0, 2)),
        ((2,), (4, 2), (4, 2)),
    ],
)
def test_shapes_that_do_not_fit_are_refused(shapes) -> None:
    with pytest.raises(ValueError, match="need"):
        attention(*map(np.zeros, shapes))

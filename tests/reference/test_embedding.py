import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reference.embedding import embedding

SEEDS = st.integers(0, 2**32 - 1)


@given(seed=SEEDS, shape=st.sampled_from([(1,), (5,), (2, 3), (0,), ()]), v=st.integers(1, 4))
def test_the_gradient_of_the_table_is_the_derivative_by_complex_step(
    assert_vjp, seed: int, shape: tuple[int, ...], v: int
) -> None:
    rng = np.random.default_rng(seed)
    tokens, table = rng.integers(0, v, size=shape), rng.normal(size=(v, 2))
    assert_vjp(lambda W: embedding(tokens, W), table, seed=seed, is_holomorphic=True)


@given(seed=SEEDS)
def test_it_is_the_product_of_one_hot_rows_with_the_table(seed: int) -> None:
    rng = np.random.default_rng(seed)
    tokens, table, dy = rng.integers(0, 4, size=6), rng.normal(size=(4, 3)), rng.normal(size=(6, 3))
    one_hot = np.eye(4)[tokens]

    y, vjp = embedding(tokens, table)

    np.testing.assert_allclose(y, one_hot @ table, rtol=1e-14)
    np.testing.assert_allclose(vjp(dy), one_hot.T @ dy, rtol=1e-12, atol=1e-14)


def test_repeated_tokens_add_and_absent_ones_get_nothing() -> None:
    _, vjp = embedding(np.array([2, 0, 2]), np.zeros((4, 1)))
    assert vjp(np.array([[1.0], [10.0], [100.0]])).tolist() == [[10.0], [0.0], [101.0], [0.0]]


@pytest.mark.parametrize("token", [-1, 3])
def test_a_token_out_of_range_is_refused(token: int) -> None:
    with pytest.raises(ValueError, match=r"\[0, V\)"):
        embedding(np.array([0, token]), np.zeros((3, 2)))

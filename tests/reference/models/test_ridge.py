import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import LinearRegression, Ridge

from reference.models.ridge import fit_ridge
from tests.examples import examples

SEEDS = st.integers(0, 2**32 - 1)


@settings(max_examples=examples(40))
@given(
    seed=SEEDS,
    shape=st.sampled_from([(20, 3), (3, 20), (5, 5), (1, 4), (7, 1)]),
    outputs=st.sampled_from([(), (1,), (3,)]),
    penalty=st.sampled_from([0.01, 1.0, 1e4]),
)
def test_weights_are_those_of_scikit_learn(
    seed: int, shape: tuple[int, int], outputs: tuple[int, ...], penalty: float
) -> None:
    rng = np.random.default_rng(seed)
    x, t = 3.0 + rng.normal(size=shape), 5.0 + rng.normal(size=(shape[0], *outputs))
    oracle = Ridge(alpha=penalty, solver="svd").fit(x, t)

    model = fit_ridge(x, t, penalty)

    coefficients = np.asarray(oracle.coef_).reshape(*outputs, shape[1])
    np.testing.assert_allclose(model.w, coefficients.T, rtol=1e-7, atol=1e-9)
    np.testing.assert_allclose(model.predict(x), oracle.predict(x).reshape(t.shape), rtol=1e-7)


@settings(max_examples=examples(20))
@given(seed=SEEDS, shape=st.sampled_from([(20, 3), (3, 20)]))
def test_without_a_penalty_it_is_least_squares_of_least_norm(
    seed: int, shape: tuple[int, int]
) -> None:
    rng = np.random.default_rng(seed)
    x, t = rng.normal(size=shape), rng.normal(size=shape[0])
    oracle = LinearRegression().fit(x, t)
    np.testing.assert_allclose(fit_ridge(x, t, 0.0).w, oracle.coef_, rtol=1e-6, atol=1e-9)


@settings(max_examples=examples(20))
@given(seed=SEEDS, penalty=st.floats(0.01, 10.0))
def test_any_other_weights_cost_more(seed: int, penalty: float) -> None:
    rng = np.random.default_rng(seed)
    x, t = rng.normal(size=(10, 3)), rng.normal(size=10)
    model = fit_ridge(x, t, penalty)

    def cost(w, b):
        return ((x @ w + b - t) ** 2).sum() + penalty * (w**2).sum()

    least = cost(model.w, model.b)
    for move in 0.01 * rng.normal(size=(10, 4)):
        assert cost(model.w + move[:3], model.b + move[3]) > least


def test_a_shift_of_the_targets_is_a_shift_of_the_intercept_alone() -> None:
    rng = np.random.default_rng(0)
    x, t = rng.normal(size=(10, 3)), rng.normal(size=10)
    plain, shifted = fit_ridge(x, t, 2.0), fit_ridge(x, t + 100.0, 2.0)
    np.testing.assert_allclose(shifted.w, plain.w, rtol=1e-9, atol=1e-12)
    assert shifted.b - plain.b == pytest.approx(100.0)


def test_equal_columns_share_the_weight() -> None:
    x = np.linspace(-1, 1, 9)
    for penalty in (0.0, 1e-6):
        model = fit_ridge(np.column_stack((x, x)), 4 * x, penalty)
        np.testing.assert_allclose(model.w, [2.0, 2.0], rtol=1e-4)


@pytest.mark.parametrize(
    ("x", "t", "penalty"), [((0, 2), (0,), 1.0), ((3, 2), (2,), 1.0), ((3, 2), (3,), -1.0)]
)
def test_no_rows_and_what_does_not_fit_are_refused(x, t, penalty) -> None:
    with pytest.raises(ValueError, match="need x"):
        fit_ridge(np.zeros(x), np.zeros(t), penalty)

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics.pairwise import rbf_kernel
from sklearn.preprocessing import OneHotEncoder, PolynomialFeatures, StandardScaler

from reference.models.feature_maps import (
    Categories,
    Standardization,
    hinges,
    polynomial_features,
    polynomial_kernel_features,
    radial_features,
    signed_log,
)
from reference.models.ridge import fit_ridge
from tests.examples import examples

SEEDS = st.integers(0, 2**32 - 1)
XOR = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])


@settings(max_examples=examples(30))
@given(seed=SEEDS, rows=st.integers(1, 4), columns=st.integers(1, 4), degree=st.integers(0, 4))
def test_polynomial_features_are_those_of_scikit_learn(
    seed: int, rows: int, columns: int, degree: int
) -> None:
    x = np.random.default_rng(seed).normal(size=(rows, columns))
    right = PolynomialFeatures(degree).fit_transform(x)
    np.testing.assert_allclose(polynomial_features(x, degree), right, rtol=1e-12)


@settings(max_examples=examples(30))
@given(seed=SEEDS, columns=st.integers(1, 4), degree=st.integers(0, 5))
def test_the_inner_product_of_kernel_features_is_the_polynomial_kernel(
    seed: int, columns: int, degree: int
) -> None:
    x, y = np.random.default_rng(seed).normal(size=(2, 3, columns))
    features = polynomial_kernel_features(x, degree) @ polynomial_kernel_features(y, degree).T
    np.testing.assert_allclose(features, (1 + x @ y.T) ** degree, rtol=1e-9, atol=1e-9)


@settings(max_examples=examples(30))
@given(seed=SEEDS, gamma=st.floats(0.01, 10.0))
def test_radial_features_are_the_rbf_kernel_of_scikit_learn(seed: int, gamma: float) -> None:
    rng = np.random.default_rng(seed)
    x, centres = rng.normal(size=(5, 3)), rng.normal(size=(4, 3))
    right = rbf_kernel(x, centres, gamma)
    np.testing.assert_allclose(radial_features(x, centres, gamma), right, rtol=1e-10)


def test_a_row_is_never_closer_than_close_to_itself() -> None:
    """Far from 0 the square of the distance may round to below 0."""
    x = 1e6 + np.random.default_rng(0).normal(size=(50, 3))
    assert radial_features(x, x, 1.0).max() <= 1.0


def test_a_linear_model_of_quadratic_features_computes_xor() -> None:
    labels = np.array([0.0, 1.0, 1.0, 0.0])
    flat = fit_ridge(XOR, labels, 0.0).predict(XOR)
    features = polynomial_features(XOR, 2)
    bent = fit_ridge(features, labels, 0.0).predict(features)
    np.testing.assert_allclose(flat, 0.5, atol=1e-12)
    np.testing.assert_allclose(bent, labels, atol=1e-12)


@given(x=st.floats(-1e300, 1e300))
def test_signed_log_is_odd_and_undone_by_the_exponential(x: float) -> None:
    y = signed_log(np.array([x, -x]))
    assert y[0] == -y[1]
    assert np.copysign(np.expm1(abs(y[0])), y[0]) == pytest.approx(x, rel=1e-12)


@settings(max_examples=examples(30))
@given(seed=SEEDS)
def test_standardization_is_that_of_scikit_learn_on_other_rows_too(seed: int) -> None:
    rng = np.random.default_rng(seed)
    x, others = 5 + 3 * rng.normal(size=(2, 6, 3))
    right = StandardScaler().fit(x).transform(others)
    np.testing.assert_allclose(Standardization.of(x)(others), right, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("value", [0.0, 0.1, 1e-300, 1e10])
def test_a_constant_column_comes_out_as_zeros(value: float) -> None:
    """Rounding gives 0.1 a deviation of 1e-17, which must not be blown up to 1."""
    x = np.full((1001, 1), value)
    np.testing.assert_allclose(Standardization.of(x)(x), 0.0, atol=1e-5)


@settings(max_examples=examples(30))
@given(seed=SEEDS)
def test_a_line_through_hinges_meets_any_values_at_the_knots(seed: int) -> None:
    """Straight between, so that the middle of two knots has the middle of two values."""
    rng = np.random.default_rng(seed)
    knots, values = np.cumsum(rng.uniform(0.5, 2, size=6)), rng.normal(size=6)
    model = fit_ridge(hinges(knots, knots[:-1]), values, 0.0)
    middles = (knots[1:] + knots[:-1]) / 2
    np.testing.assert_allclose(
        model.predict(hinges(middles, knots[:-1])), (values[1:] + values[:-1]) / 2, atol=1e-9
    )


@settings(max_examples=examples(30))
@given(seed=SEEDS)
def test_categories_are_those_of_scikit_learn_and_others_are_zeros(seed: int) -> None:
    rng = np.random.default_rng(seed)
    codes, others = rng.integers(0, 9, size=(2, 12)).astype(float)
    oracle = OneHotEncoder(handle_unknown="ignore", sparse_output=False)
    right = oracle.fit(codes[:, np.newaxis]).transform(others[:, np.newaxis])
    np.testing.assert_array_equal(Categories.of(codes)(others), right)


def test_no_rows_and_negative_degrees_are_refused() -> None:
    with pytest.raises(ValueError, match="at least one row"):
        Standardization.of(np.zeros((0, 2)))
    with pytest.raises(ValueError, match="degree"):
        polynomial_features(XOR, -1)

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression as Oracle

from reference.derivatives import central_difference, complex_step
from reference.models.logistic import fit_logistic, logistic_objective
from tests.examples import examples

SEEDS = st.integers(0, 2**32 - 1)


def _data(seed: int, rows: int = 30, columns: int = 3) -> tuple[np.ndarray, np.ndarray]:
    """Two classes that overlap; both occur."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(rows, columns))
    labels = (x.sum(axis=1) + rng.normal(size=rows) > 0).astype(int)
    labels[:2] = 0, 1
    return x, labels


@settings(max_examples=examples(20))
@given(seed=SEEDS, penalty=st.sampled_from([0.01, 1.0, 100.0]))
def test_weights_are_those_of_scikit_learn(seed: int, penalty: float) -> None:
    x, labels = _data(seed)
    oracle = Oracle(C=1 / penalty, solver="newton-cholesky", tol=1e-10, max_iter=1000)
    oracle.fit(x, labels)

    model = fit_logistic(x, labels, penalty)

    np.testing.assert_allclose(model.w, oracle.coef_[0], rtol=1e-4, atol=1e-6)
    assert model.b == pytest.approx(oracle.intercept_[0], rel=1e-4, abs=1e-6)
    right = oracle.predict_proba(x)[:, 1]
    np.testing.assert_allclose(model.probabilities(x), right, rtol=1e-4, atol=1e-6)


@settings(max_examples=examples(20))
@given(seed=SEEDS)
def test_the_gradient_and_the_hessian_are_derivatives_of_the_objective(seed: int) -> None:
    x, labels = _data(seed, rows=6, columns=2)
    theta, direction = np.random.default_rng(seed).normal(size=(2, 3))

    _, gradient, hessian = logistic_objective(theta, x, labels, 0.7)

    def plain(t):
        z = x @ t[:2] + t[2]
        return np.sum(np.log(1 + np.exp(z)) - labels * z) + 0.35 * np.sum(t[:2] ** 2)

    np.testing.assert_allclose(gradient, complex_step(plain, theta), rtol=1e-10, atol=1e-12)
    slopes = central_difference(
        lambda t: float(logistic_objective(t, x, labels, 0.7)[1] @ direction), theta
    )
    np.testing.assert_allclose(hessian @ direction, slopes, rtol=1e-5, atol=1e-8)


@settings(max_examples=examples(20))
@given(seed=SEEDS)
def test_at_the_fit_the_gradient_vanishes(seed: int) -> None:
    x, labels = _data(seed)
    model = fit_logistic(x, labels, 0.5)
    _, gradient, _ = logistic_objective(np.append(model.w, model.b), x, labels, 0.5)
    np.testing.assert_allclose(gradient, 0.0, atol=1e-4)


@pytest.mark.parametrize("scale", [1e-3, 1.0, 1e4])
def test_separable_classes_converge_under_a_penalty_at_any_scale(scale: float) -> None:
    """A full Newton step may overshoot here; halving it does not let the objective rise."""
    x, labels = scale * np.array([[-2.0], [-1.0], [1.0], [2.0]]), np.array([0, 0, 1, 1])
    model = fit_logistic(x, labels, penalty=1e-6)
    assert ((model.probabilities(x) > 0.5) == labels).all()


def test_it_cannot_tell_xor() -> None:
    """Every point gets the probability 1/2."""
    x, labels = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]), np.array([0, 1, 1, 0])
    np.testing.assert_allclose(fit_logistic(x, labels).probabilities(x), 0.5, atol=1e-9)


@pytest.mark.parametrize("labels", [[0, 0, 0], [1, 1, 1], [0, 1, 2], [0, 1], [-1, 1, 1]])
def test_labels_other_than_both_of_0_and_1_are_refused(labels) -> None:
    with pytest.raises(ValueError, match="need labels"):
        fit_logistic(np.eye(3), np.array(labels))


def test_no_rows_and_no_penalty_are_refused() -> None:
    with pytest.raises(ValueError, match="need labels"):
        fit_logistic(np.zeros((0, 2)), np.zeros(0, dtype=int))
    with pytest.raises(ValueError, match="penalty above 0"):
        fit_logistic(np.eye(2), np.array([0, 1]), penalty=0.0)


def test_too_few_steps_are_an_error_not_a_bad_model() -> None:
    x, labels = _data(0)
    with pytest.raises(ArithmeticError, match="2 steps"):
        fit_logistic(x, labels, penalty=1e-3, steps=2)

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics.pairwise import rbf_kernel

from reference.models.feature_maps import radial_features
from reference.models.fourier_features import FourierFeatures
from reference.models.ridge import fit_ridge
from tests.examples import examples

SEEDS = st.integers(0, 2**32 - 1)


def _error(x: np.ndarray, waves: int, gamma: float, seed: int) -> np.ndarray:
    """Of the approximate kernel of all rows to all rows, against the exact one."""
    features = FourierFeatures.draw(x.shape[1], waves, gamma, np.random.default_rng(seed))(x)
    error: np.ndarray = features @ features.T - rbf_kernel(x, gamma=gamma)
    return error


@settings(max_examples=examples(20))
@given(seed=SEEDS, gamma=st.sampled_from([0.05, 0.5, 2.0]), waves=st.sampled_from([100, 2000]))
def test_the_kernel_is_met_within_the_bound_of_hoeffding(
    seed: int, gamma: float, waves: int
) -> None:
    """For 190 pairs, 2 exp(-M e^2 / 2) each, at odds of one in a thousand million in all."""
    x = np.random.default_rng(seed).normal(size=(20, 3))
    bound = np.sqrt(2 * np.log(2 * 190 / 1e-9) / waves)
    assert np.abs(_error(x, waves, gamma, seed + 1)).max() < bound


def test_the_error_falls_as_one_over_the_root_of_the_waves() -> None:
    """64 times the waves make it 8 times smaller: between 6 and 11 over 20 draws."""
    x = np.random.default_rng(0).normal(size=(30, 3))
    few, many = (
        np.sqrt(np.mean([np.square(_error(x, waves, 0.5, seed)).mean() for seed in range(20)]))
        for waves in (50, 3200)
    )
    assert 6 < few / many < 11


def test_the_mean_over_many_draws_is_the_exact_kernel() -> None:
    """Unbiased: the error of the mean of 400 draws of 50 waves is that of 20,000 waves."""
    x = np.random.default_rng(1).normal(size=(6, 3))
    mean = np.mean([_error(x, 50, 0.5, seed) for seed in range(400)], axis=0)
    assert np.abs(mean).max() < 5 / np.sqrt(2 * 400 * 50)


@given(seed=SEEDS)
def test_every_row_has_length_one(seed: int) -> None:
    rng = np.random.default_rng(seed)
    features = FourierFeatures.draw(3, 7, 1.3, rng)(rng.normal(size=(5, 3)))
    assert features.shape == (5, 14)
    np.testing.assert_allclose((features**2).sum(axis=1), 1.0, rtol=1e-12)


def test_ridge_on_waves_predicts_as_kernel_ridge_regression_does() -> None:
    """The dual solution on the exact kernel is the oracle, on points between the training ones."""
    rng = np.random.default_rng(2)
    x, between = rng.uniform(-2, 2, size=(60, 1)), np.linspace(-1.8, 1.8, 40)[:, np.newaxis]
    t = np.sin(3 * x[:, 0])
    t -= t.mean()
    waves = FourierFeatures.draw(1, 2000, 1.0, rng)

    fast = fit_ridge(waves(x), t, 0.1).predict(waves(between))

    dual = np.linalg.solve(rbf_kernel(x, gamma=1.0) + 0.1 * np.eye(60), t)
    exact = radial_features(between, x, 1.0) @ dual
    np.testing.assert_allclose(fast, exact, atol=0.1)
    np.testing.assert_allclose(exact, np.sin(3 * between[:, 0]), atol=0.2)


@pytest.mark.parametrize(("waves", "gamma"), [(0, 1.0), (10, 0.0), (10, -1.0)])
def test_no_waves_and_no_width_are_refused(waves: int, gamma: float) -> None:
    with pytest.raises(ValueError, match="need waves"):
        FourierFeatures.draw(2, waves, gamma, np.random.default_rng(0))

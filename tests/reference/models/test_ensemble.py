import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reference.losses import absolute_error, squared_error
from reference.models.ensemble import Ensemble, fit_ensemble
from reference.models.ridge import LinearModel, fit_ridge

SEEDS = st.integers(0, 2**32 - 1)


def _random_models(seed: int, members: int) -> tuple[LinearModel, ...]:
    rng = np.random.default_rng(seed)
    return tuple(LinearModel(rng.normal(size=3), rng.normal(size=())) for _ in range(members))


@given(seed=SEEDS, members=st.integers(1, 6))
def test_it_predicts_the_mean_of_its_members(seed: int, members: int) -> None:
    models, x = _random_models(seed, members), np.random.default_rng(seed).normal(size=(5, 3))
    right = np.mean([model.predict(x) for model in models], axis=0)
    np.testing.assert_allclose(Ensemble(models).predict(x), right, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("loss", [absolute_error, squared_error])
@given(seed=SEEDS, members=st.integers(1, 6))
def test_its_loss_is_at_most_the_mean_of_theirs(loss, seed: int, members: int) -> None:
    rng = np.random.default_rng(seed)
    models, x, t = _random_models(seed, members), rng.normal(size=(5, 3)), rng.normal(size=5)
    theirs = np.mean([loss(model.predict(x), t)[0] for model in models])
    assert loss(Ensemble(models).predict(x), t)[0] <= theirs * (1 + 1e-12)


@given(seed=SEEDS, members=st.integers(1, 6))
def test_for_the_squared_error_the_gain_is_the_spread_of_the_members(
    seed: int, members: int
) -> None:
    """The ambiguity decomposition."""
    rng = np.random.default_rng(seed)
    models, x, t = _random_models(seed, members), rng.normal(size=(5, 3)), rng.normal(size=5)
    each = np.array([model.predict(x) for model in models])
    mean = Ensemble(models).predict(x)
    gain = ((each - t) ** 2).mean() - ((mean - t) ** 2).mean()
    np.testing.assert_allclose(gain, ((each - mean) ** 2).mean(), rtol=1e-8, atol=1e-10)


def test_members_have_random_numbers_of_their_own_and_a_seed_repeats_them() -> None:
    def draw(seed: int) -> list[float]:
        draws: list[float] = []

        def fit(rng: np.random.Generator) -> LinearModel:
            draws.append(float(rng.random()))
            return fit_ridge(rng.normal(size=(5, 2)), np.zeros(5), 1.0)

        ensemble = fit_ensemble(fit, 4, np.random.default_rng(seed))
        assert len(ensemble.members) == 4
        return draws

    assert len({*draw(1), *draw(2)}) == 8
    assert draw(1) == draw(1)


def test_fewer_than_one_member_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one member"):
        fit_ensemble(lambda rng: fit_ridge(np.eye(2), np.zeros(2), 1.0), 0, np.random.default_rng())

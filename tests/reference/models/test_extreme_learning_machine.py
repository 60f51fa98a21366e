import numpy as np
import pytest

from reference.models.extreme_learning_machine import fit_extreme_learning_machine
from reference.models.ridge import fit_ridge

XOR = np.array([[-1.0, -1.0], [-1.0, 1.0], [1.0, -1.0], [1.0, 1.0]])


@pytest.mark.parametrize("seed", range(5))
def test_as_many_units_as_rows_meet_the_training_data_exactly(seed: int) -> None:
    rng = np.random.default_rng(seed)
    x, t = rng.normal(size=(8, 5)), rng.normal(size=(8, 2))
    model = fit_extreme_learning_machine(x, t, hidden=8, penalty=0.0, rng=rng)
    np.testing.assert_allclose(model.predict(x), t, atol=1e-6)


@pytest.mark.parametrize("seed", range(5))
def test_it_computes_xor(seed: int) -> None:
    labels = np.array([-1.0, 1.0, 1.0, -1.0])
    rng = np.random.default_rng(seed)
    model = fit_extreme_learning_machine(XOR, labels, hidden=20, penalty=1e-6, rng=rng)
    assert (np.sign(model.predict(XOR)) == labels).all()


def test_it_bends_where_ridge_regression_stays_flat() -> None:
    """On new rows of a wave its error is below a tenth of that of a line."""
    rng = np.random.default_rng(0)
    x, new = rng.uniform(-2, 2, size=(400, 1)), rng.uniform(-2, 2, size=(200, 1))
    t, right = np.sin(3 * x[:, 0]), np.sin(3 * new[:, 0])

    bent = fit_extreme_learning_machine(3 * x, t, hidden=100, penalty=1e-6, rng=rng)
    line = fit_ridge(x, t, 1e-6)

    error = np.abs(bent.predict(3 * new) - right).mean()
    assert error < 0.1 * np.abs(line.predict(new) - right).mean()


def test_a_seed_repeats_it() -> None:
    first, again = (
        fit_extreme_learning_machine(XOR, XOR[:, 0], 3, 1.0, np.random.default_rng(7))
        for _ in range(2)
    )
    assert (first.W == again.W).all()
    assert (first.predict(XOR) == again.predict(XOR)).all()


def test_no_rows_and_no_units_are_refused() -> None:
    rng = np.random.default_rng(0)
    with pytest.raises(ValueError, match="N > 0"):
        fit_extreme_learning_machine(np.zeros((0, 2)), np.zeros(0), 3, 1.0, rng)
    with pytest.raises(ValueError, match="hidden unit"):
        fit_extreme_learning_machine(XOR, XOR[:, 0], 0, 1.0, rng)

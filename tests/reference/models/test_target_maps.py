import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import boxcox1p

from reference.models.target_maps import BoxCox

POWERS = st.sampled_from([0.0, 1e-9, 0.15, 0.5, 1.0, 2.0])
COUNTS = st.lists(st.integers(0, 10_000), min_size=1, max_size=30)


@given(counts=COUNTS, power=POWERS)
def test_it_is_the_map_of_scipy(counts: list[int], power: float) -> None:
    y = np.array(counts, float)
    np.testing.assert_allclose(BoxCox(power)(y), boxcox1p(y, power), rtol=1e-9)


@given(counts=COUNTS, power=POWERS)
def test_the_inverse_undoes_it(counts: list[int], power: float) -> None:
    y, target = np.array(counts, float), BoxCox(power)
    np.testing.assert_allclose(target.inverse(target(y)), y, rtol=1e-7, atol=1e-9)


@given(counts=st.lists(st.integers(0, 10_000), min_size=1, max_size=29), power=POWERS)
def test_the_median_of_the_mapped_is_the_mapped_median(counts: list[int], power: float) -> None:
    """Of an odd number of targets, where the median is one of them."""
    y, target = np.array(counts[: len(counts) - 1 + len(counts) % 2], float), BoxCox(power)
    assert len(y) % 2 == 1
    assert np.median(target(y)) == target(np.median(y))


@pytest.mark.parametrize("power", [0.0, 0.15, 1.0])
def test_no_prediction_comes_out_below_0(power: float) -> None:
    assert (BoxCox(power).inverse(np.array([-1e3, -1.0, -1e-9, 0.0])) == 0).all()


def test_powers_1_and_0_are_the_identity_and_the_logarithm() -> None:
    y = np.array([0.0, 1.0, 7.0, 1000.0])
    np.testing.assert_allclose(BoxCox(1.0)(y), y, rtol=1e-12)
    np.testing.assert_allclose(BoxCox(0.0)(y), np.log1p(y), rtol=1e-12)


def test_negative_powers_are_refused() -> None:
    with pytest.raises(ValueError, match="at least 0"):
        BoxCox(-0.1)

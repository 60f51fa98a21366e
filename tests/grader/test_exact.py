"""The exact mean against rational arithmetic."""

from fractions import Fraction
from random import Random

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from grader import exact
from grader.exact import exact_mean

LARGEST = float(np.finfo(np.float64).max)
SMALLEST = 5e-324
values = st.floats(min_value=0, allow_nan=False, allow_infinity=False)


def nearest_mean(numbers: list[float]) -> float:
    """The oracle: a whole-number division, which Python rounds correctly."""
    total = sum(map(Fraction, numbers))
    return total.numerator / (total.denominator * len(numbers))


@given(st.lists(values, min_size=1, max_size=60))
@example([SMALLEST, 0.0])
@example([SMALLEST, 0.0, 0.0])
@example([LARGEST, LARGEST, LARGEST])
@example([LARGEST, SMALLEST])
@example([1.0, 2.0**-53, 2.0**-106])
@example([2.2250738585072014e-308, 2.225073858507201e-308])
@example([-0.0])
def test_the_mean_is_the_float_nearest_to_the_true_mean(numbers: list[float]) -> None:
    assert exact_mean(np.array(numbers)) == nearest_mean(numbers)


@given(st.lists(values, min_size=1, max_size=60), st.randoms())
def test_the_order_of_the_values_changes_no_bit(numbers: list[float], random: Random) -> None:
    shuffled = random.sample(numbers, len(numbers))
    assert exact_mean(np.array(numbers)).hex() == exact_mean(np.array(shuffled)).hex()


def test_a_plain_float_sum_would_get_it_wrong() -> None:
    numbers = np.array([1e16, 1.0, 1.0, 1.0, 1.0])
    assert exact_mean(numbers) == (10**16 + 4) / 5
    one_by_one = np.cumsum(numbers)[-1]  # Python's own sum makes up for it, from 3.12 on
    assert exact_mean(numbers) != one_by_one / 5


def test_many_blocks_add_up_like_one(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(5)
    for numbers in (rng.lognormal(sigma=40, size=5_000), 1 + rng.random(5_000)):
        whole = exact_mean(numbers)
        with monkeypatch.context() as patch:
            patch.setattr(exact, "_BLOCK", 7)
            assert exact_mean(numbers) == whole == nearest_mean(numbers.tolist())


@given(st.integers(0, 2**32 - 1), st.integers(1, 3000), st.integers(0, 40))
def test_a_sum_loses_no_bit_however_many_values_there_are(seed: int, n: int, sigma: int) -> None:
    numbers = np.random.default_rng(seed).lognormal(sigma=sigma, size=n)
    assert exact._exact_sum(numbers) == sum(map(Fraction, numbers.tolist()))


def test_a_full_block_of_the_longest_mantissas_loses_nothing() -> None:
    number = np.nextafter(2.0, 1.0)
    assert exact_mean(np.full(exact._BLOCK, number)) == number


def test_values_that_are_not_next_to_each_other_in_memory_are_read_right() -> None:
    numbers = np.arange(10.0)[::3]
    assert exact_mean(numbers) == 4.5


@pytest.mark.parametrize("bad", [np.inf, np.nan])
def test_a_value_that_is_not_finite_makes_the_mean_so(bad: float) -> None:
    np.testing.assert_equal(exact_mean(np.array([1.0, bad, 0.0])), bad)


@pytest.mark.parametrize("numbers", [[], [1.0, -1.0]])
def test_nothing_and_negative_values_are_refused(numbers: list[float]) -> None:
    with pytest.raises(ValueError, match="expected"):
        exact_mean(np.array(numbers))

"""Masks are told from wrong ones by exact bounds."""

from fractions import Fraction
from math import comb

import numpy as np
import pytest

from grader.layers.catalogue.masks import (
    SIDE,
    agree_by_chance,
    is_drawn,
    likely_counts,
    repeats,
)
from reference.arrays import Booleans
from tests.examples import seeds

SEEDS = seeds(200)


def _draw(rate: float, seed: int, shape: tuple[int, int] = (SIDE, SIDE)) -> Booleans:
    kept: Booleans = np.random.default_rng(seed).random(shape) > rate
    return kept


@pytest.mark.parametrize("size", [1, 40, 200])
@pytest.mark.parametrize("probability", [Fraction(1, 20), Fraction(2, 5), Fraction(1, 2)])
@pytest.mark.parametrize("chance", [1e-3, 1e-6, 1e-9])
def test_what_lies_outside_the_bounds_has_no_more_than_the_chance(
    size: int, probability: Fraction, chance: float
) -> None:
    low, high = likely_counts(size, float(probability), chance)
    exactly = [
        comb(size, k) * probability**k * (1 - probability) ** (size - k) for k in range(size + 1)
    ]
    assert sum(exactly[:low]) <= chance / 2 * (1 + 1e-9)
    assert sum(exactly[high + 1 :]) <= chance / 2 * (1 + 1e-9)
    assert sum(exactly[: low + 1]) > chance / 2 * (1 - 1e-9)  # and they are no wider than that
    assert sum(exactly[high:]) > chance / 2 * (1 - 1e-9)


@pytest.mark.parametrize("rate", [0.05, 0.3, 0.4, 0.5, 0.75, 0.95])
def test_no_right_mask_is_taken_for_a_wrong_one(rate: float) -> None:
    assert all(is_drawn(_draw(rate, seed), rate) for seed in SEEDS)
    assert all(is_drawn(_draw(rate, seed, (5, 40)), rate) for seed in SEEDS)
    assert all(is_drawn(_draw(rate, seed, (1, 3)), rate) for seed in SEEDS)


@pytest.mark.parametrize(("rate", "drawn"), [(0.4, 0.5), (0.5, 0.4), (0.3, 0.5), (0.1, 0.5)])
def test_another_rate_is_always_told(rate: float, drawn: float) -> None:
    assert not any(is_drawn(_draw(drawn, seed), rate) for seed in SEEDS)


def test_normal_numbers_for_uniform_ones_are_always_told() -> None:
    for rate in (0.3, 0.4, 0.5):
        for seed in SEEDS:
            drawn = np.random.default_rng(seed).normal(size=(SIDE, SIDE))
            assert not is_drawn(drawn > rate, rate)


def test_masks_that_elements_share_are_always_told() -> None:
    rate = 0.4
    for seed in SEEDS:
        line, pairs = _draw(rate, seed, (SIDE, 1)), _draw(rate, seed, (SIDE, SIDE // 2))
        both = _draw(1 - 0.6**0.5, seed, (SIDE, 1)) & _draw(1 - 0.6**0.5, seed, (1, SIDE))
        every = np.ones((SIDE, SIDE), dtype=bool)
        for shared in (line & every, line.T & every, both, np.repeat(pairs, 2, axis=1)):
            assert not is_drawn(shared, rate)
            assert not is_drawn(shared.T, rate)


def test_two_masks_are_the_same_by_chance_only_where_they_are_small() -> None:
    few, many = np.ones((2, 5), dtype=bool), np.ones((2, 60), dtype=bool)
    assert not repeats(few, 0.5)
    assert repeats(many, 0.5)


@pytest.mark.parametrize("rate", [0.05, 0.3, 0.5, 0.95])
def test_what_stays_of_the_mask_before_is_always_told_in_a_large_one(rate: float) -> None:
    for seed in SEEDS:
        before, new = _draw(rate, seed), _draw(rate, seed + len(SEEDS))
        part = np.arange(SIDE) < SIDE // 3
        assert agree_by_chance(before, new, rate)
        assert not agree_by_chance(before, np.where(part, before, new), rate)
        assert not is_drawn(before & new, rate)

"""The bound holds: no more is identified than the answers can carry."""

import numpy as np
import pytest

from grader.leaks.bound import (
    Attacker,
    label_bits,
    leak,
    leak_together,
    readable_error,
    resolution_of,
)
from grader.leaks.ladder import Ladder
from grader.leaks.policy import course_ladder
from grader.leaks.rounding import Rounding

RNG = np.random.default_rng(0)
COUNTS = np.floor(np.exp(RNG.normal(1.0, 1.5, size=5_000)))
CLASSES = RNG.integers(0, 2, size=5_000).astype(float)
ALONE, FIVE = Attacker(per_day=5, days=100), Attacker(per_day=5, days=100, accounts=5)


def test_two_equal_classes_are_one_bit() -> None:
    assert label_bits(np.array([0.0, 1.0] * 8), 1.0) == 1.0
    assert label_bits(np.zeros(8), 1.0) == 0.0


def test_counts_are_told_apart_by_one() -> None:
    assert resolution_of(CLASSES) == 1.0
    assert resolution_of(np.arange(1_000.0)) == pytest.approx(np.std(np.arange(1_000)) / 20)


def test_a_label_is_read_off_two_rounded_scores_to_the_stated_error() -> None:
    rows, step = 50, 0.01
    labels = RNG.normal(size=rows)
    for row in range(rows):
        above, below = np.full(rows, 10.0), np.full(rows, 10.0)
        below[row] = -10.0
        first, second = (
            Rounding(step).after(None, np.abs(p - labels)).score for p in (above, below)
        )
        read = (second - first) * rows / 2
        assert abs(read - labels[row]) <= readable_error(rows, step) * (1 + 1e-6)


def test_four_decimals_and_five_people_leak_every_class() -> None:
    found = leak(CLASSES, Rounding(0.0001), FIVE)
    assert found.matters
    assert found.by_attack > 0.5
    assert found.by_information == 1.0


def test_coarse_rounding_still_leaks_a_bit_with_every_answer() -> None:
    found = leak(CLASSES, Rounding(0.5), FIVE)
    assert found.by_attack == pytest.approx(2_250 / 5_000, rel=0.01)


def test_the_default_does_not_matter_in_any_of_these() -> None:
    for labels in (CLASSES, COUNTS):
        assert not leak(labels, course_ladder("mae", labels), FIVE).matters
    assert leak(COUNTS, Rounding(0.01), FIVE).matters


@pytest.mark.parametrize("labels", [CLASSES, COUNTS])
@pytest.mark.parametrize("step", [0.0001, 0.01, 1.0])
def test_no_attack_identifies_more_than_information_allows(labels, step: float) -> None:
    for who in (ALONE, FIVE):
        for release in (Rounding(step), Ladder(step), course_ladder("mae", labels)):
            found = leak(labels, release, who)
            assert 0 <= found.by_attack <= found.by_information <= 1


def test_more_days_leak_more() -> None:
    shares = [leak(COUNTS, Rounding(0.01), Attacker(5, days)).by_attack for days in (20, 50, 100)]
    assert shares == sorted(shares)


def test_equal_labels_hide_nothing() -> None:
    assert leak(np.ones(5), Rounding(0.1), ALONE).by_information == 0.0


def test_a_resolution_is_positive() -> None:
    with pytest.raises(ValueError, match="positive resolution"):
        leak(CLASSES, Rounding(0.1), ALONE, resolution=0.0)


def test_what_several_metrics_tell_adds_up_and_is_never_more_than_all() -> None:
    one, other = leak(COUNTS, Rounding(0.1), ALONE), leak(COUNTS, Rounding(1.0), ALONE)
    both = leak_together([one, other])
    assert 0 < other.by_attack < one.by_attack
    assert both.by_attack == pytest.approx(one.by_attack + other.by_attack)
    assert both.by_information == pytest.approx(one.by_information + other.by_information)
    many = leak_together([leak(CLASSES, Rounding(0.0001), FIVE)] * 3)
    assert (many.by_attack, many.by_information) == (1.0, 1.0)

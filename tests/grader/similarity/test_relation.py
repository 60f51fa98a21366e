"""In what way two vectors are alike is said in figures that hold."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.similarity.relation import RelationKind, relation

RNG = np.random.default_rng(0)
FIRST = np.exp(RNG.normal(size=1_000))


def test_equal_vectors_are_the_same() -> None:
    found = relation(FIRST, FIRST * (1 + 1e-12))
    assert (found.kind, found.rows, found.equal_rows) == (RelationKind.SAME, 1_000, 1_000)
    assert (found.slope, found.offset) == (pytest.approx(1), pytest.approx(0, abs=1e-9))


@given(
    slope=st.floats(-1e3, -1e-3) | st.floats(1e-3, 0.9) | st.floats(1.1, 1e3),
    offset=st.floats(-1e3, 1e3),
)
def test_a_stretched_and_shifted_copy_is_affine_with_its_line(slope: float, offset: float) -> None:
    found = relation(FIRST, slope * FIRST + offset)
    assert found.kind is RelationKind.AFFINE
    assert found.slope == pytest.approx(slope, rel=1e-6)
    assert found.offset == pytest.approx(offset, rel=1e-6, abs=1e-6)


def test_a_little_noise_is_near_and_wild_rows_do_not_bend_the_line() -> None:
    second = 3 * FIRST - 1 + 0.001 * RNG.normal(size=1_000)
    second[:3] = 1e6
    found = relation(FIRST, second)
    assert found.kind is RelationKind.NEAR
    assert found.slope == pytest.approx(3, abs=1e-3)
    assert found.usual_difference < 0.002
    assert found.largest_difference > 1e5


def test_rows_that_were_left_as_they_are_are_counted() -> None:
    second = FIRST.copy()
    second[:10] += 5
    found = relation(FIRST, second)
    assert (found.kind, found.equal_rows) == (RelationKind.NEAR, 990)
    assert (found.slope, found.usual_difference) == (pytest.approx(1), pytest.approx(0, abs=1e-12))


def test_constants_have_a_flat_line() -> None:
    found = relation(np.ones(5), np.arange(5.0))
    assert (found.kind, found.slope, found.offset) == (RelationKind.NEAR, 0.0, 2.0)
    assert relation(np.arange(5.0), np.ones(5)).slope == 0.0


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (np.ones(3), np.ones(4)),
        (np.ones((2, 2)), np.ones((2, 2))),
        (np.ones(0), np.ones(0)),
        (np.ones(2), np.array([1.0, np.nan])),
    ],
)
def test_vectors_that_do_not_fit_are_refused(first: np.ndarray, second: np.ndarray) -> None:
    with pytest.raises(ValueError, match="expected"):
        relation(first, second)

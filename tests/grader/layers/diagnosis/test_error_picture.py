"""How wrong each element is, as a small table of shades."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from grader.layers.diagnosis.error_picture import MOST_CELLS, picture_of


def test_shades_are_per_cent_of_the_largest_error_and_the_worst_is_named() -> None:
    expected = np.zeros((2, 3))
    got = np.array([[0.0, 1.0, -4.0], [0.0, 2.0, 0.001]])
    picture = picture_of(got, expected)
    assert picture is not None
    assert picture.shades == ((0, 25, 100), (0, 50, 1))
    assert picture.worst == (0, 2)
    assert (picture.rows, picture.columns) == (2, 3)


def test_a_vector_is_one_row_and_leading_dimensions_are_joined() -> None:
    vector = picture_of(np.ones(4), np.zeros(4))
    images = picture_of(np.ones((2, 3, 4)), np.zeros((2, 3, 4)))
    assert vector is not None
    assert images is not None
    assert (vector.rows, vector.columns) == (1, 4)
    assert (images.rows, images.columns) == (6, 4)


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_what_is_not_finite_is_the_worst(value: float) -> None:
    picture = picture_of(np.array([1.0, value]), np.array([0.0, 0.0]))
    assert picture is not None
    assert picture.shades == ((100, 100),)
    assert picture.worst == (0, 1)


def test_a_single_number_has_no_picture() -> None:
    assert picture_of(np.array(1.0), np.array(2.0)) is None


@given(
    shape=arrays.array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=90),
    seed=st.integers(0, 99),
)
def test_one_wrong_element_shows_at_any_size(shape: tuple[int, int], seed: int) -> None:
    rng = np.random.default_rng(seed)
    row, column = (int(rng.integers(side)) for side in shape)
    got = np.zeros(shape)
    got[row, column] = 1e-9
    picture = picture_of(got, np.zeros(shape))
    if picture is None:
        assert shape == (1, 1)
        return
    drawn = np.array(picture.shades)
    assert drawn.shape == (min(shape[0], MOST_CELLS), min(shape[1], MOST_CELLS))
    assert np.argwhere(drawn).tolist() == [list(picture.worst)]
    assert drawn.max() == 100

"""A disguised table is the same task, and none of its rows can be looked up."""

import hashlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from sklearn.tree import DecisionTreeRegressor

from grader.leaks.disguise import Disguised, disguise
from tests.examples import examples

SEED = b"sixteen bytes ..."
RNG = np.random.default_rng(0)
N = 600
FEATURES = RNG.integers(-8, 12, size=(N, 6)) * np.array([1, 0.1, 1e6, 3, -2, 1e-6])
LABELS = FEATURES[:, 0] ** 2 + 10 * FEATURES[:, 1] * (FEATURES[:, 3] > 5) + RNG.normal(size=N)
IDS = [f"post-{i}" for i in range(N)]


def tree_score(features, labels, trained) -> float:
    """The MAE of a tree on the rows that it was not trained on."""
    tree = DecisionTreeRegressor(max_depth=5, min_samples_leaf=10, random_state=0)
    tree.fit(features[trained], labels[trained])
    return float(np.abs(tree.predict(features[~trained]) - labels[~trained]).mean())


@pytest.mark.parametrize("seed", [SEED, b"another secret of bytes"])
def test_a_tree_scores_the_same_before_and_after(seed: bytes) -> None:
    """Its cuts fall between the same values, all of which were trained on."""
    trained = np.arange(N) < 400
    after = disguise(FEATURES, LABELS, IDS, seed)
    before = tree_score(FEATURES, LABELS, trained)
    assert tree_score(after.features, after.labels, trained[after.rows]) == pytest.approx(before)


def test_no_value_of_the_original_is_left() -> None:
    after = disguise(FEATURES, LABELS, IDS, SEED)
    assert not np.isin(after.features, FEATURES).any()
    assert not set(after.ids) & set(IDS)


def test_no_column_is_an_affine_change_of_its_original() -> None:
    after = disguise(FEATURES, LABELS, IDS, SEED)
    for new, place in enumerate(after.places):
        r = np.corrcoef(after.features[:, new], FEATURES[after.rows, place])[0, 1]
        assert 0.8 < r < 0.99999


def test_the_teacher_finds_every_row_again() -> None:
    after = disguise(FEATURES, LABELS, IDS, SEED)
    np.testing.assert_array_equal(after.labels, LABELS[after.rows])
    assert sorted(after.rows) == list(range(N))
    assert list(after.rows) != list(range(N))
    assert sorted(after.places) == list(range(6))


def digest(table: Disguised) -> str:
    parts = (table.features.tobytes(), table.labels.tobytes(), "".join(table.ids).encode())
    return hashlib.sha256(b"".join(parts)).hexdigest()


def test_the_same_seed_gives_the_same_bytes_and_another_one_others() -> None:
    """The digest is written down: no version of NumPy may change it."""
    table = (np.arange(12.0).reshape(4, 3) ** 2, np.arange(4.0), list("abcd"))
    first = digest(disguise(*table, SEED))
    assert first == digest(disguise(*table, SEED))
    assert first != digest(disguise(*table, SEED + b"!"))
    assert first[:16] == "9b107dc552934a83"


@settings(max_examples=examples(50))
@given(
    column=arrays.arrays(
        np.float64, st.integers(1, 30), elements=st.floats(-1.7e308, 1.7e308, width=64)
    )
)
def test_values_keep_their_order_and_equal_ones_stay_equal(column) -> None:
    after = disguise(column[:, None], np.zeros(column.size), range(column.size), SEED)
    new = after.features[:, 0]
    ranks = np.unique(column[after.rows], return_inverse=True)[1]
    np.testing.assert_array_equal(np.unique(new, return_inverse=True)[1], ranks)


def test_what_cannot_be_disguised_is_refused() -> None:
    with pytest.raises(ValueError, match="finite features"):
        disguise(np.array([[np.nan]]), np.zeros(1), ["a"], SEED)
    with pytest.raises(ValueError, match="distinct ids"):
        disguise(np.zeros((2, 1)), np.zeros(2), ["a", "a"], SEED)
    with pytest.raises(ValueError, match="16 bytes"):
        disguise(np.zeros((1, 1)), np.zeros(1), ["a"], b"short")

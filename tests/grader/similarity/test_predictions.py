"""Copied predictions are found under noise and affine changes; trained models are not."""

import numpy as np
import pytest
from sklearn.datasets import make_friedman1
from sklearn.ensemble import ExtraTreesRegressor, GradientBoostingRegressor, RandomForestRegressor
from sklearn.linear_model import Ridge
from sklearn.neighbors import KNeighborsRegressor
from sklearn.svm import SVR
from sklearn.tree import DecisionTreeRegressor

from grader.similarity.predictions import compare_predictions

X, Y = make_friedman1(1_600, 10, noise=1.0, random_state=0)
TRAIN, TEST = slice(0, 600), slice(600, None)
RNG = np.random.default_rng(0)
MODELS = [
    model
    for seed in range(5)
    for model in (
        RandomForestRegressor(20, random_state=seed, max_depth=5 + seed),
        RandomForestRegressor(20, random_state=100 + seed),
        ExtraTreesRegressor(20, random_state=seed),
        GradientBoostingRegressor(n_estimators=40, random_state=seed, subsample=0.7),
        KNeighborsRegressor(3 + 2 * seed),
        DecisionTreeRegressor(max_depth=5 + seed),
        SVR(C=2.0**seed),
    )
]


@pytest.fixture(scope="module")
def trained():
    """Predictions (35, 1000) of models that 35 people trained on the same rows."""
    return np.array([model.fit(X[TRAIN], Y[TRAIN]).predict(X[TEST]) for model in MODELS])


@pytest.fixture(scope="module")
def owners() -> list[str]:
    return [f"p{i:02}" for i in range(len(MODELS))]


@pytest.mark.long
def test_independent_models_raise_no_alarm(trained, owners) -> None:
    assert compare_predictions(trained, owners).pairs == ()


@pytest.mark.long
@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("the same file", lambda p: p),
        ("noise", lambda p: p + RNG.normal(scale=0.02, size=p.shape)),
        ("an affine change", lambda p: 1.7 * p - 3),
        ("both", lambda p: 0.9 * p + 0.3 + RNG.normal(scale=0.02, size=p.shape)),
        ("two decimals", lambda p: np.round(p, 2)),
    ],
)
@pytest.mark.parametrize("copied", [0, 4, 16])
def test_a_copy_is_found_and_nothing_else(trained, owners, name, change, copied) -> None:
    vectors = np.vstack([trained, change(trained[copied])])
    found = compare_predictions(vectors, [*owners, "thief"])
    assert [set(pair.owners) for pair in found.pairs] == [{owners[copied], "thief"}]
    assert found.groups == (frozenset({owners[copied], "thief"}),)


@pytest.mark.parametrize("wild", [50.0, 1e6, -1e12])
def test_one_wild_row_in_ten_thousand_hides_no_copy(wild: float) -> None:
    vectors = RNG.normal(size=10_000) + 0.5 * RNG.normal(size=(8, 10_000))
    copy = vectors[2].copy()
    copy[5] = wild
    found = compare_predictions(np.vstack([vectors, copy]), [*"abcdefgh", "thief"])
    assert [set(pair.owners) for pair in found.pairs] == [{"c", "thief"}]


def test_several_submissions_of_one_person_are_no_pair(trained, owners) -> None:
    vectors = np.vstack([trained, trained])
    assert compare_predictions(vectors, [*owners, *owners]).pairs == ()


def test_the_places_of_the_nearest_submissions_are_told(trained, owners) -> None:
    """Every person has a worse submission first; the thief took the second of p03."""
    worse = trained + RNG.normal(size=trained.shape)
    vectors = np.vstack([worse, trained, trained[3] + 0.001 * RNG.normal(size=1_000)])
    (pair,) = compare_predictions(vectors, [*owners, *owners, "thief"]).pairs
    assert {pair.first, pair.second} == {len(owners) + 3, 2 * len(owners)}
    assert pair.noise < 0.01


def test_three_who_share_are_one_group(trained, owners) -> None:
    vectors = np.vstack([trained, trained[0], 2 * trained[0]])
    (group,) = compare_predictions(vectors, [*owners, "a", "b"]).groups
    assert group == {owners[0], "a", "b"}


def test_what_everybody_was_given_is_left_out(trained, owners) -> None:
    baseline = Ridge().fit(X[TRAIN], Y[TRAIN]).predict(X[TEST])
    vectors, people = np.vstack([trained, baseline, baseline]), [*owners, "a", "b"]
    assert len(compare_predictions(vectors, people).pairs) == 1
    assert compare_predictions(vectors, people, given=baseline[None]).pairs == ()


def test_constants_say_nothing(trained, owners) -> None:
    vectors = np.vstack([trained, np.zeros((2, 1_000)), np.ones((1, 1_000))])
    assert compare_predictions(vectors, [*owners, "a", "b", "c"]).pairs == ()


def test_what_cannot_be_compared_is_refused(trained, owners) -> None:
    with pytest.raises(ValueError, match="at least 6 participants"):
        compare_predictions(trained[:5], owners[:5])
    with pytest.raises(ValueError, match="finite vectors"):
        compare_predictions(np.full((6, 3), np.nan), list("abcdef"))

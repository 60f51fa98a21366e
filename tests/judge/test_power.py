"""Proof of power: every wrong version is caught, no right one is blamed.

The environment variable GRADUS_POWER_SEEDS says on how many seeds each version is tried;
`python -m tests.judge.mutations --seeds 200` tells more of a long run.
"""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.sandbox.runner import Runner
from tests.judge.mutations.contract import CONTRACTS
from tests.judge.mutations.corpus import RIGHT, WRONG
from tests.judge.mutations.keeping import keep
from tests.judge.mutations.oracle import examine
from tests.judge.mutations.power import Tally, tally_of, versions_of

pytestmark = pytest.mark.long
LAYERS = pytest.mark.parametrize(
    "layer", [pytest.param(layer, marks=pytest.mark.xdist_group(layer)) for layer in CONTRACTS]
)
SEEDS = int(os.environ.get("GRADUS_POWER_SEEDS", "1"))
NAMED_AT_LEAST = 0.9  # of the mistakes that have a name


@pytest.fixture(scope="module")
def tallied(code_runner: Runner, kept_tallies: Path) -> Callable[[str], Tally]:
    """How the judge fares with the versions of a layer; each is judged once."""
    seeds = {"right": range(SEEDS), "wrong": range(SEEDS)}
    return lambda layer: keep(
        kept_tallies / f"{layer}.pickle", lambda: tally_of(layer, code_runner, seeds)
    )


def test_the_corpus_is_large() -> None:
    assert len(RIGHT) >= 100
    assert len(WRONG) >= 300
    assert len({each.source for each in WRONG}) == len(WRONG)
    for layer in CONTRACTS:
        right, wrong = versions_of(layer)
        assert len([each for each in right if not each.declared]) >= 3
        assert len(wrong) >= 12


@LAYERS
def test_the_oracle_finds_right_what_is_right(layer: str) -> None:
    for version in versions_of(layer)[0]:
        for seed in range(100, 105):
            examination = examine(layer, version.declared, version.source, seed)
            assert examination.is_right, f"{version.name}, seed {seed}"


@LAYERS
def test_the_oracle_finds_wrong_what_is_wrong(layer: str) -> None:
    for mutant in versions_of(layer)[1]:
        examination = examine(layer, mutant.declared, mutant.source, 100)
        assert not examination.is_right, mutant.name
        assert mutant.arrays in {None, examination.lost}, mutant.name


@LAYERS
def test_right_code_is_not_blamed(tallied: Callable[[str], Tally], layer: str) -> None:
    assert tallied(layer).blamed == {}


@LAYERS
def test_wrong_code_is_caught(tallied: Callable[[str], Tally], layer: str) -> None:
    assert tallied(layer).uncaught == {}


@LAYERS
def test_wrong_gradients_cost_their_own_points(tallied: Callable[[str], Tally], layer: str) -> None:
    assert tallied(layer).miscounted == {}


def test_most_mistakes_are_called_by_their_name(tallied: Callable[[str], Tally]) -> None:
    nameable = {each.name for each in WRONG if each.causes}
    nameless = [each for layer in CONTRACTS for each in tallied(layer).nameless]
    assert len(nameable.intersection(nameless)) <= (1 - NAMED_AT_LEAST) * len(nameable)

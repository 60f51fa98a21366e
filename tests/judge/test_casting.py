"""No right gradient is blamed for single precision, wherever in the code it is."""

import random

import pytest

from tests.examples import seeds
from tests.judge.mutations.casting import COPY, SINGLE, SINGLE_AND_BACK, cast, count_places
from tests.judge.mutations.contract import CONTRACTS
from tests.judge.mutations.power import codes_in, is_blamed, outcome_of, versions_of
from tests.judge.mutations.rewrites import Rewrite
from tests.runner_here import RunnerHere

pytestmark = pytest.mark.long
SEEDS = 200
MIXES = len(seeds(12))  # for each layer, each on another seed


def _mix(version: Rewrite, rng: random.Random) -> frozenset[int]:
    """One expression, or a share of all."""
    places = range(count_places(version))
    if rng.random() < 0.4:
        return frozenset({rng.choice(places)})
    share = rng.random()
    return frozenset(place for place in places if rng.random() < share)


@pytest.mark.parametrize("layer", CONTRACTS)
def test_right_code_with_casts_to_single_precision_is_not_blamed(layer: str) -> None:
    rng, runner = random.Random(layer), RunnerHere()
    for _ in range(MIXES):
        version, seed = rng.choice(versions_of(layer)[0]), rng.randrange(SEEDS)
        places = _mix(version, rng)
        copied = _with(version, cast(version, places, COPY))
        if is_blamed(outcome_of(copied, runner, seed)):
            continue  # written into a copy, and lost
        for kind in (SINGLE, SINGLE_AND_BACK):
            source = cast(version, places, kind)
            outcome = outcome_of(_with(version, source), runner, seed)
            assert not is_blamed(outcome), (version.name, kind, seed, codes_in(outcome), source)


def _with(version: Rewrite, source: str) -> Rewrite:
    return Rewrite(version.name, version.layer, version.declared, source)

"""Uploading again wins no points that a mistake lost: one verdict, whatever the seed.

The environment variable GRADUS_POWER_SEEDS says on how many seeds each file is judged.
"""

import os

import pytest

from grader.definition.layer_tasks import Layers, LayerTask
from grader.layers.judge import judge
from grader.verdicts import Verdict
from tests.judge.mutations.power import LIMITS
from tests.judge.rare_mistakes import RARE_MISTAKES, RareMistake
from tests.runner_here import RunnerHere

SEEDS = range(int(os.environ.get("GRADUS_POWER_SEEDS", "2")))
pytestmark = pytest.mark.long
FILES = pytest.mark.parametrize("file", RARE_MISTAKES, ids=lambda each: each.name)


def _judge(file: RareMistake, seed: int) -> tuple[Verdict, float]:
    layers = Layers(tasks=(LayerTask(layer=file.layer, arguments=dict(file.arguments)),))
    source = file.source.encode()
    outcome = judge(source, "layers.py", layers, LIMITS, RunnerHere(), seed)
    assert outcome.points is not None
    return outcome.verdict, outcome.points


def test_there_are_sixty_of_them() -> None:
    assert len(RARE_MISTAKES) >= 60
    assert len({each.source for each in RARE_MISTAKES}) >= 54  # dropout's are asked at two rates


@FILES
def test_a_rare_mistake_has_one_verdict(file: RareMistake) -> None:
    found = {_judge(file, seed) for seed in SEEDS}
    assert len(found) == 1, found
    ((verdict, points),) = found
    assert verdict is not Verdict.SCORED
    assert points < 1

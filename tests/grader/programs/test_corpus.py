"""Programs of every honest kind are proved: `corpus/honest`, on the patients of the demo."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.builders.diabetes_cohort import FEATURES, draw_cohort
from grader.builders.frozen_random import frozen_random
from grader.definition.definition import ProgramRules
from grader.programs.grading import Attempt, Proof
from grader.programs.training_data import TrainingData

CORPUS = Path(__file__).parent / "corpus"
EVERYDAY = {"category", "constant", "one_feature", "tree_with_constants", "tuned_network"}
_random = frozen_random(5)
TRAIN, TEST = draw_cohort(_random, 2_000), draw_cohort(_random, 1_000)
DATA = TrainingData(FEATURES, TRAIN.features, TRAIN.progression, TEST.features)
RULES = ProgramRules(repeatable=True, learns=True)


def programs(kind: str, everyday: set[str]) -> list[Any]:
    """The files of a folder; those that are not for every day are long."""
    return [
        pytest.param(path, id=path.stem, marks=[] if path.stem in everyday else pytest.mark.long)
        for path in sorted((CORPUS / kind).glob("*.py"))
    ]


@pytest.fixture
def attempted(code_runner: Any) -> Callable[..., Attempt]:
    def attempted(path: Path) -> Attempt:
        return Proof(RULES, DATA, lambda _: None, code_runner, 11).attempt(path, "model.py")

    return attempted


@pytest.mark.parametrize("path", programs("honest", EVERYDAY))
def test_an_honest_program_is_proved(attempted: Callable[..., Attempt], path: Path) -> None:
    found = attempted(path)
    assert found.problems == ()
    assert found.predictions is not None
    errors = np.abs(found.predictions - TEST.progression)
    assert errors.mean() < 45 or path.stem == "constant"


def test_there_are_twenty_honest_programs_and_more() -> None:
    assert len(programs("honest", EVERYDAY)) >= 20

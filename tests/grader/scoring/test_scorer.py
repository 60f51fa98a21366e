"""What private labels have a part in: the private score, and nothing else."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from grader import open_folder, private_losses, public_losses
from grader.sandbox.plain.subprocess_runner import SubprocessRunner
from grader.scoring.scorer import Scorer

PUBLIC = (
    "id,label,part\n0,0,public\n1,{0},private\n2,4,public\n3,{1},private\n4,16,public\n5,1,public\n"
)


@pytest.fixture
def scorer_of(prediction_bundle: Callable[..., Path]) -> Callable[..., Scorer]:
    """The scorer of a bundle with these private labels."""

    def make(*private: float) -> Scorer:
        folder = prediction_bundle(labels=PUBLIC.format(*private))
        return Scorer(open_folder(folder), SubprocessRunner())

    return make


def test_private_labels_change_the_private_score_alone(scorer_of: Callable[..., Scorer]) -> None:
    predictions = np.array([1.0, 2.0, 3.0, 4.0, 5.0, 6.0])
    one, other = scorer_of(1, 9).outcome(predictions), scorer_of(-50, 700).outcome(predictions)
    assert one.private_score != other.private_score
    assert one.model_copy(update={"private_score": other.private_score}) == other


def test_losses_are_of_one_part_alone(scorer_of: Callable[..., Scorer]) -> None:
    bundle = scorer_of(1, 9).bundle
    predictions = np.array([1.0, 2.0, 3.0, 4.0, 5.0, 6.0])
    np.testing.assert_array_equal(public_losses(bundle, predictions), [1, 1, 11, 5])
    np.testing.assert_array_equal(private_losses(bundle, predictions), [1, 5])


def test_without_private_rows_there_are_no_private_losses(
    prediction_bundle: Callable[..., Path],
) -> None:
    labels = "id,label\n" + "".join(f"{i},{i}\n" for i in range(6))
    bundle = open_folder(prediction_bundle(labels=labels))
    assert private_losses(bundle, np.zeros(6)) is None

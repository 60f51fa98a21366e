"""Public and private scores."""

import numpy as np
import pytest

from grader.metrics.mae import MAE
from grader.predictions.labels import HiddenLabels
from grader.scoring.file_scores import Scores, score_predictions


def test_the_public_score_counts_public_rows_and_the_private_score_the_others(
    labels: HiddenLabels,
) -> None:
    predictions = labels.values + np.array([1.0, 10.0, 2.0, 30.0, 6.0])
    assert score_predictions(predictions, labels, MAE) == Scores(public=3.0, private=20.0)


def test_without_private_rows_there_is_no_private_score() -> None:
    labels = HiddenLabels(("a", "b"), np.array([1.0, 2.0]), np.array([True, True]))
    assert score_predictions(np.array([2.0, 4.0]), labels, MAE) == Scores(1.5, None)


def test_predictions_that_do_not_fit_the_labels_are_an_error_of_ours(
    labels: HiddenLabels,
) -> None:
    with pytest.raises(ValueError, match="expected predictions"):
        score_predictions(np.zeros(6), labels, MAE)


def test_the_largest_predictions_against_the_largest_labels_still_score_finite() -> None:
    extremes = np.array([-1e150, 1e150])
    assert np.isfinite(MAE.score(extremes, -extremes))

"""Prediction files: reading, checking, scoring."""

from grader.predictions.diagnosis.findings import InvalidFileError
from grader.predictions.labels import HiddenLabels, read_labels
from grader.predictions.problems import KINDS
from grader.predictions.reading import read_predictions
from grader.scoring.file_scores import Scores, score_predictions

__all__ = [
    "KINDS",
    "HiddenLabels",
    "InvalidFileError",
    "Scores",
    "read_labels",
    "read_predictions",
    "score_predictions",
]

"""The data of the assignment `diabetes`, made up on the spot.

The well-known table of 442 patients would bring scikit-learn and SciPy with it, some 150 MB and
seconds of import, for a board that only shows how Gradus works. Made-up patients cost milliseconds,
need no network, and no participant can look their labels up.
"""

from pathlib import Path

import numpy as np

from grader.builders import problems
from grader.builders.data_files import write_lines
from grader.builders.diabetes_cohort import FEATURES, TARGET, Cohort, draw_cohort
from grader.builders.frozen_random import Seed, frozen_random
from grader.bundles.folder import BundleError
from grader.problems import Problem

_TRAIN_ROWS = 2_000
_TEST_ROWS = 1_000


def write_diabetes(folder: Path, data: Path | None, seed: Seed) -> tuple[Problem, ...]:
    """Write train.csv, test.csv, sample_submission.csv and private/labels.csv into a folder.

    Every test row is public: nothing is revealed later on a board that never closes. Returns a
    warning where the seed is no secret: then anybody can make up the same patients. Raises
    BundleError where data are given, since none are used.
    """
    if data is not None:
        raise BundleError((problems.DATA_NOT_NEEDED(name="diabetes"),))
    random = frozen_random(seed)
    train, test = draw_cohort(random, _TRAIN_ROWS), draw_cohort(random, _TEST_ROWS)
    scores = [f"{score:.0f}" for score in train.progression]
    rows = (f"{cells},{score}" for cells, score in zip(_cells(train), scores, strict=True))
    write_lines(folder / "train.csv", ",".join((*FEATURES, TARGET)), rows)
    _write_test(folder, test, guess=float(np.median(train.progression)))
    if isinstance(seed, bytes):
        return ()
    return (problems.LABELS_PUBLIC(name="diabetes", seed=seed),)


def _write_test(folder: Path, test: Cohort, guess: float) -> None:
    """guess: what the sample submission predicts for everyone."""
    rows = (f"{i},{cells}" for i, cells in enumerate(_cells(test)))
    write_lines(folder / "test.csv", ",".join(("id", *FEATURES)), rows)
    guesses = (f"{i},{guess:g}" for i in range(_TEST_ROWS))
    write_lines(folder / "sample_submission.csv", "id,prediction", guesses)
    labels = (f"{i},{score:.0f}" for i, score in enumerate(test.progression))
    write_lines(folder / "private" / "labels.csv", "id,label", labels)


def _cells(cohort: Cohort) -> list[str]:
    return [",".join(f"{value:g}" for value in patient) for patient in cohort.features]

"""The assignment `diabetes` is made up on the spot and tells models apart."""

import csv
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from sklearn.ensemble import HistGradientBoostingRegressor
from sklearn.linear_model import LinearRegression

from grader.builders import problems
from grader.builders.diabetes_cohort import FEATURES, draw_cohort
from grader.builders.frozen_random import frozen_random
from grader.builders.registry import build
from grader.bundles.folder import BundleError
from grader.definition.bundle import Bundle

NAME = "diabetes"


def test_the_same_seed_gives_the_same_bytes_and_another_seed_other_patients(
    tmp_path: Path,
) -> None:
    hashes = [
        build(NAME, None, tmp_path / str(i), seed).bundle.sha256 for i, seed in enumerate([7, 7, 8])
    ]
    assert hashes[0] == hashes[1] != hashes[2]


def test_the_first_patient_never_changes_with_the_version_of_numpy(tmp_path: Path) -> None:
    root = build(NAME, None, tmp_path / "out").bundle.root
    with (root / "train.csv").open() as file:
        header, patient = file.readline(), file.readline()
    assert header == "age,sex,bmi,bp,s1,s2,s3,s4,s5,s6,progression\n"
    assert patient == "72,2,32.2,133,280,172.6,61,5.08,5.553,112,346\n"


def test_test_rows_carry_no_answer_and_every_label_counts(tmp_path: Path) -> None:
    root = build(NAME, None, tmp_path / "out").bundle.root
    test = list(csv.reader((root / "test.csv").read_text().splitlines()))
    labels = list(csv.reader((root / "private/labels.csv").read_text().splitlines()))
    assert test[0] == ["id", *FEATURES]
    assert labels[0] == ["id", "label"]
    assert [row[0] for row in test] == [row[0] for row in labels]
    assert len(test) == 1 + 1_000


def test_patients_resemble_the_published_cohort() -> None:
    """Means, spreads and the strongest correlations, within what rounding and limits change."""
    cohort = draw_cohort(frozen_random(0), 20_000)
    age, sex, bmi, _, s1, s2, s3, s4, *_ = cohort.features.T
    assert abs(age.mean() - 48.5) < 0.5
    assert abs(age.std() - 13.1) < 0.5
    assert set(np.unique(sex)) == {1, 2}
    assert abs(np.mean(sex == 2) - 0.47) < 0.02
    assert 18 <= bmi.min() < bmi.max() <= 42.2
    assert abs(np.corrcoef(s1, s2)[0, 1] - 0.90) < 0.02
    assert abs(np.corrcoef(s3, s4)[0, 1] + 0.74) < 0.03


def test_progressions_are_whole_and_seldom_at_the_ends() -> None:
    progression = draw_cohort(frozen_random(0), 20_000).progression
    assert (progression == np.round(progression)).all()
    assert (progression.min(), progression.max()) == (25, 346)
    assert np.mean((progression == 25) | (progression == 346)) < 0.05


def test_a_line_beats_one_guess_and_a_bent_model_beats_the_line() -> None:
    train = draw_cohort(frozen_random(3), 2_000)
    test = draw_cohort(frozen_random(4), 1_000)

    def mae(prediction: np.ndarray) -> float:
        return float(np.abs(prediction - test.progression).mean())

    line = LinearRegression().fit(train.features, train.progression)
    bent = HistGradientBoostingRegressor(random_state=0).fit(train.features, train.progression)
    guess = mae(np.median(train.progression))
    straight, curved = mae(line.predict(test.features)), mae(bent.predict(test.features))
    assert straight < 0.8 * guess
    assert curved < 0.8 * straight


def test_the_baseline_beats_the_sample_submission(
    tmp_path: Path, run_baseline: Callable[[Bundle, Path], tuple[float, float]]
) -> None:
    baseline, sample = run_baseline(
        build(NAME, None, tmp_path / "out").bundle, tmp_path / "student"
    )
    assert baseline < 0.8 * sample


def test_data_that_would_not_be_used_are_refused(tmp_path: Path) -> None:
    data = tmp_path / "diabetes.csv"
    data.touch()
    with pytest.raises(BundleError) as refusal:
        build(NAME, data, tmp_path / "out")
    assert [problem.code for problem in refusal.value.problems] == [problems.DATA_NOT_NEEDED.code]

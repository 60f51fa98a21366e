"""The baselines of ready assignments: made quickly, better than a constant, scored by the judge."""

import hashlib
from pathlib import Path

import numpy as np
import pytest

from grader import Bundle, Job, SubprocessRunner, Verdict, grade
from grader.builders.baseline_files import write_baselines
from grader.builders.registry import build

MODELS = ["median", "ridge", "fourier-features", "elm", "mlp"]


@pytest.fixture(params=["diabetes", "comment-volume"])
def bundle(request: pytest.FixtureRequest, made_up_file: Path, tmp_path: Path) -> Bundle:
    data = made_up_file if request.param == "comment-volume" else None
    return build(request.param, data, tmp_path / "out").bundle


def scores(bundle: Bundle, track: str) -> dict[str, float]:
    """What each baseline of a track is graded with, as a participant's file is."""
    found = {}
    for baseline in bundle.definition.baselines:
        if baseline.track == track:
            path = bundle.root / baseline.file
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            job = Job(bundle, path, path.name, digest, seed=0, track=track)
            outcome = grade(job, SubprocessRunner())
            assert outcome.verdict is Verdict.SCORED, outcome.report
            assert outcome.score is not None
            found[baseline.slug] = outcome.score
    return found


def test_every_model_has_a_file_of_predictions_that_is_scored(bundle: Bundle) -> None:
    found = scores(bundle, "unrestricted")
    assert list(found) == MODELS
    assert len(set(found.values())) == len(MODELS)


def test_models_beat_the_constant(tmp_path: Path) -> None:
    """Of the made-up patients: there are enough of them to learn something."""
    found = scores(build("diabetes", None, tmp_path / "out").bundle, "unrestricted")
    assert max(found, key=found.__getitem__) == "median"
    assert max(found["fourier-features"], found["elm"], found["mlp"]) < found["ridge"]


@pytest.mark.long
def test_programs_are_proved_at_the_error_of_their_file(bundle: Bundle) -> None:
    """One source stands behind both; the file has three decimals."""
    proved, predicted = scores(bundle, "restricted"), scores(bundle, "unrestricted")
    assert sorted(proved) == ["elm", "ridge"]
    for slug, score in proved.items():
        assert score == pytest.approx(predicted[slug], abs=0.001)


def test_the_same_seed_makes_the_same_files(tmp_path: Path) -> None:
    one, other = (build("diabetes", None, tmp_path / name).bundle for name in ("a", "b"))
    assert one.sha256 == other.sha256


def test_a_file_that_no_program_stands_behind_is_an_error(bundle: Bundle) -> None:
    definition = bundle.definition
    stray = definition.baselines[-1].model_copy(update={"file": "private/baselines/stray.csv"})
    with pytest.raises(FileNotFoundError):
        write_baselines(bundle.root, definition.model_copy(update={"baselines": (stray,)}))


def test_predictions_are_numbers_for_every_row(bundle: Bundle) -> None:
    prediction = bundle.definition.prediction
    assert prediction is not None
    rows = np.loadtxt(bundle.root / "private/baselines/median.csv", delimiter=",", skiprows=1)
    labels = (bundle.root / prediction.labels).read_text().splitlines()[1:]
    assert [f"{row[0]:.0f}" for row in rows] == [line.partition(",")[0] for line in labels]
    assert len(set(rows[:, 1])) == 1

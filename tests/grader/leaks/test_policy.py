"""One policy for servers and for the attacks on it, in the direction of the metric."""

import importlib
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader import open_folder, public_ladder
from grader.leaks.ladder import Ladder
from grader.leaks.policy import LADDER_METRICS, PublicLadder, course_ladder

BENCHMARKS = Path(__file__).parents[3] / "benchmarks"


def table(labels: list[int]) -> str:
    return "id,label\n" + "".join(f"{i},{label}\n" for i, label in enumerate(labels))


@pytest.fixture
def ladder_of(prediction_bundle: Callable[..., Path]) -> Callable[..., PublicLadder | None]:
    """The Ladder of a bundle with these labels."""

    def make(
        labels: list[int], release: str = "ladder", metric: str = "mae"
    ) -> PublicLadder | None:
        folder = prediction_bundle(labels=table(labels), release=release)
        text = (folder / "assignment.toml").read_text()
        text = text.replace('metric = "mae"', f'metric = "{metric}"')
        (folder / "assignment.toml").write_text(text)
        sample = "id,prediction\n" + "".join(f"{i},0\n" for i in range(len(labels)))
        (folder / "sample_submission.csv").write_text(sample)
        return public_ladder(open_folder(folder))

    return make


def test_the_attacks_are_measured_on_the_ladder_of_every_server(
    ladder_of: Callable[..., PublicLadder], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    monkeypatch.setattr(sys, "path", [*sys.path])  # the script adds to it
    probe = importlib.import_module("probe")
    rows = probe.counts(5_000, np.random.default_rng(0))
    *_, attacked = probe.policies(rows, 2).values()
    served = ladder_of([int(label) for label in rows.labels]).ladder

    assert isinstance(attacked, Ladder)
    assert (served.step, served.least, served.stairs) == (
        attacked.step,
        attacked.least,
        attacked.stairs,
    )
    np.testing.assert_array_equal(served.start, attacked.start)
    *_, of_one_track = probe.policies(rows, 1).values()
    assert of_one_track.step < attacked.step


def test_accuracy_climbs_from_the_commonest_class(ladder_of) -> None:
    """60 of 100 rows are of one class: four standard errors of 0.49 / 10."""
    ladder = ladder_of([0] * 60 + [1] * 25 + [2] * 15, metric="accuracy")
    assert ladder.step == 0.2
    assert ladder.start == 0.6
    perfect = ladder.after(None, np.zeros(100))
    assert (perfect.score, perfect.moved) == (1.0, True)
    constant = ladder.after(None, np.array([0.0] * 60 + [1.0] * 40))
    assert (constant.score, constant.moved) == (0.6, False)


@given(seed=st.integers(0, 2**32 - 1), count=st.integers(1, 12))
def test_only_the_shown_submission_matters_to_the_next(seed: int, count: int) -> None:
    """What is kept of a history, the losses that are shown, is enough to go on from."""
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, 2, size=50).astype(float)
    if labels.min() == labels.max():
        labels[0] = 1 - labels[0]
    ladder = PublicLadder(course_ladder("mae", labels), is_complement=False)
    shown, before = None, None
    for share in rng.random(count):
        losses = (rng.random(50) < share).astype(float)
        found, whole = ladder.after(shown, losses), ladder.ladder.after(before, losses)
        assert (found.score, found.moved) == (whole.score, whole.moved)
        shown, before = losses if found.moved else shown, whole


@pytest.mark.parametrize("metric", LADDER_METRICS)
def test_labels_that_are_all_alike_have_no_ladder(metric: str) -> None:
    with pytest.raises(ValueError, match=r"positive finite step|constant|one_class"):
        course_ladder(metric, np.ones(10))


def test_a_metric_that_is_not_known_has_none() -> None:
    with pytest.raises(ValueError, match="expected one of"):
        course_ladder("custom", np.arange(10.0))

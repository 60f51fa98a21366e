"""Scores in the metrics that rank nobody, from predictions and labels alone."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from grader import MetricScores, open_folder, released_anew, secondary_scores
from grader.definition.prediction import Prediction
from grader.leaks.policy import course_ladder
from grader.metrics import METRICS
from grader.scoring.public_scores import rounded_scores, rounded_secondary

LABELS = "id,label,part\n" + "".join(
    f"{i},{i % 7 + 1},{'public' if i < 40 else 'private'}\n" for i in range(60)
)
VALUES = np.arange(60) % 7 + 1.5
Bundles = Callable[..., Path]


@pytest.fixture
def bundle(prediction_bundle: Bundles) -> Callable[..., object]:
    def make(release: str = "rounded", tables: str = "", decimals: int = 4) -> object:
        folder = prediction_bundle(
            labels=LABELS,
            release=release,
            secondary=("rmse", "r2"),
            tables=tables,
            decimals=decimals,
        )
        sample = "id,prediction\n" + "".join(f"{i},0\n" for i in range(60))
        (folder / "sample_submission.csv").write_text(sample)
        return open_folder(folder)

    return make


@pytest.mark.parametrize("slug", ["rmse", "r2", "median_ae", "rmsle"])
def test_each_part_is_scored_by_the_metric_itself(bundle, slug: str) -> None:
    (found,) = secondary_scores(bundle(), {slug: 4}, VALUES)
    labels = np.arange(60) % 7 + 1.0
    metric = METRICS[slug]
    assert found.public == metric.score(VALUES[:40], labels[:40])
    assert found.private == metric.score(VALUES[40:], labels[40:])


@pytest.mark.parametrize("release", ["rounded", "answers", "ladder"])
@pytest.mark.parametrize("slug", ["rmse", "r2"])
def test_what_is_released_is_no_better_than_what_was_reached(bundle, release, slug) -> None:
    """In the direction of each metric, by less than one of its steps."""
    made = bundle(release)
    rounded = rounded_secondary(made, slug, 4)
    public = np.arange(40) % 7 + 1.0
    expected = course_ladder(slug, public, 2).step if release == "ladder" else None
    assert rounded.step == (expected or rounded.step)
    for off in np.linspace(0.1, 3, 20):
        (found,) = secondary_scores(made, {slug: 4}, VALUES + off)
        worse_by = found.released - found.public
        worse_by = worse_by if slug == "rmse" else -worse_by
        assert 0 <= worse_by < rounded.step


def test_each_metric_is_rounded_to_decimals_of_its_own_and_they_are_kept_with_it(bundle) -> None:
    """R2 has an eighth of 0.05 or so, whatever the metric that ranks is shown to."""
    made = bundle(decimals=0)
    (free,) = secondary_scores(made, {"r2": None}, VALUES + 0.5)
    (said,) = secondary_scores(made, {"r2": 1}, VALUES + 0.5)
    assert free.decimals >= 3
    assert free.released < free.public < free.released + 0.05
    assert (said.decimals, said.released) == (1, round(said.released, 1))
    assert released_anew(made, replace(said, decimals=free.decimals)) == free


def test_on_an_exact_board_nothing_is_released_of_it(bundle) -> None:
    (found,) = secondary_scores(bundle("exact"), {"rmse": 4}, VALUES)
    assert found.public is not None
    assert found.released is None


def test_predictions_are_clipped_as_for_the_metric_that_ranks(bundle) -> None:
    made = bundle(tables="range = [1, 7]\n")
    (far,) = secondary_scores(made, {"rmse": 4}, np.full(60, 1e6))
    (near,) = secondary_scores(made, {"rmse": 4}, np.full(60, 7.0))
    assert far == near


@pytest.mark.parametrize("value", [-5.0, 1e200])
def test_what_a_metric_cannot_score_has_no_number_and_harms_nobody(bundle, value: float) -> None:
    """log(1 + -5) is none, and the square of 1e200 is beyond float64."""
    slug = "rmsle" if value < 0 else "r2"
    (found,) = secondary_scores(bundle(), {slug: 4}, np.full(60, value))
    assert found == MetricScores(slug, None, None, None, 4)


def test_without_predictions_there_are_no_scores(bundle) -> None:
    assert secondary_scores(bundle(), {"r2": 4}, None) == (MetricScores("r2", None, None, None, 4),)
    with pytest.raises(ValueError, match="expected predictions"):
        secondary_scores(bundle(), {"r2": 4}, VALUES[1:])


def test_metrics_beside_are_counted_among_the_answers(prediction_bundle: Bundles) -> None:
    """Three metrics that count alike leave a third of the answers."""
    n = 12_800
    labels = np.random.default_rng(0).normal(50, 10, n).round(1)
    table = "id,label\n" + "".join(f"{i},{label}\n" for i, label in enumerate(labels))
    folder = prediction_bundle(labels=table, release="answers")
    sample = "id,prediction\n" + "".join(f"{i},0\n" for i in range(n))
    (folder / "sample_submission.csv").write_text(sample)
    made = open_folder(folder)

    alone, beside, three = (
        rounded_scores(made, names).answers for names in ((), ("rmse",), ("rmse", "r2"))
    )

    assert (alone, beside, three) == (40, 20, 13)


def test_a_task_with_decimals_of_its_own_is_a_key_of_what_is_kept_by_task() -> None:
    asked = {"labels": "private/labels.csv", "secondary": ["rmse"]}
    plain, precise = Prediction(**asked), Prediction(**asked, secondary_decimals={"rmse": 2})
    assert len({plain, precise, plain.model_copy()}) == 2

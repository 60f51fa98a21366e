"""Scores in metrics that rank nobody, as a viewer may see them."""

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import ConfigDict

from grader import METRICS, Better, MetricScores
from server.assignments.views import AssignmentView
from server.submissions.disclosure import Disclosure
from server.submissions.secondary import Kept
from server.web.api_model import ApiModel


class SecondaryView(ApiModel):
    """What a file scores in a metric that ranks nobody, so far as its reader may see it."""

    model_config = ConfigDict(frozen=True)

    score: float | None
    """Over the public rows; null where it is not shown, and where the metric cannot take a
    prediction."""
    private_score: float | None = None
    """Over the private rows; null for participants before the reveal."""


@dataclass(frozen=True)
class SecondaryColumn:
    """A metric that ranks nobody, as the pages show it.

    decimals: of public scores in it. private_decimals: of private ones.
    """

    metric: str
    better: Better
    decimals: int | None
    private_decimals: int | None


def secondary_views(
    disclosure: Disclosure, metrics: Sequence[str], kept: Kept, *, moved: bool | None
) -> dict[str, SecondaryView]:
    """What a viewer sees of secondary scores, by metric. kept: of a grading by the rules of now.

    moved: whether it moved what is shown of its score; None where nothing is released of it.
    They go with the score that ranks: where that is not released, or did not move what the Ladder
    shows, neither are they.
    """
    found = {}
    for metric in metrics:
        one = kept.get(metric, MetricScores(metric, None, None, None, None))
        shown = one.released if moved else None
        better = METRICS[metric].better
        score = disclosure.secondary_score(one.public, shown, one.decimals, better)
        private = disclosure.private_score(one.private, one.decimals, better)
        found[metric] = SecondaryView(score=score, private_score=private)
    return found


def secondary_columns(view: AssignmentView, shown: Disclosure) -> list[SecondaryColumn]:
    """The metrics of an assignment that rank nobody, as they are shown now."""
    return [
        SecondaryColumn(
            one.metric,
            one.better,
            decimals=shown.secondary_decimals(one.step, one.decimals),
            private_decimals=one.decimals,
        )
        for one in view.secondary
    ]

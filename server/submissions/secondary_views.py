"""Scores in metrics that rank nobody, as a viewer may see them."""

from collections.abc import Sequence

from pydantic import ConfigDict

from grader import MetricScores, Released
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


def secondary_views(
    disclosure: Disclosure, metrics: Sequence[str], kept: Kept, released: Released | None
) -> dict[str, SecondaryView]:
    """What a viewer sees of secondary scores, by metric. kept: of a grading by the rules of now.

    They go with the score that ranks: where that is not released, or did not move what the Ladder
    shows, neither are they.
    """
    is_known = released is not None and released.moved
    found = {}
    for metric in metrics:
        one = kept.get(metric, MetricScores(metric, None, None, None, None))
        shown = one.released if is_known else None
        score = disclosure.public_score(one.public, shown, one.decimals)
        private = disclosure.private_score(one.private, one.decimals)
        found[metric] = SecondaryView(score=score, private_score=private)
    return found

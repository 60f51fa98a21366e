"""What staff are shown of similarity, as models: the HTTP interface sends them, pages render them.

Pairs are looked up in what the viewer may compare, so that nothing of anybody else's shows even
where findings were computed before a roster or a role changed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import TypeVar

from pydantic import AwareDatetime

from grader import RelationKind, groups_of
from server.similarity.finder import MOST_PAIRS
from server.similarity.findings import (
    AlikePair,
    AlikePredictions,
    AlikeSources,
    ExclusiveHits,
    PredictionFindings,
    SourceFindings,
)
from server.similarity.jobs import SimilarityResult, SimilarityState
from server.similarity.queries import Author
from server.similarity.scope import ComparedWork
from server.web.api_model import ApiModel

Pair = TypeVar("Pair", AlikePair, AlikePredictions, AlikeSources)


class SideView(ApiModel):
    """One submission of a pair."""

    submission: str
    """Its id."""
    course: str
    """The slug of the course it was handed in in."""
    alias: str
    """Its author's alias there."""
    name: str
    """Its author's name."""
    track: str
    """The slug of its track."""
    filename: str
    """What the file was called."""
    received_at: AwareDatetime
    """When it was received."""
    url: str
    """Its page."""


class PredictionPairView(ApiModel):
    """Two submissions whose predictions are alike, the earlier first."""

    first: SideView
    """The earlier one."""
    second: SideView
    """The later one."""
    way: RelationKind
    """How the second follows from the first."""
    noise: float
    """What lies between the two beyond what the whole class says, from 0."""
    rows: int
    """How many rows both predict."""
    equal_rows: int
    """On how many of these both say exactly the same."""
    slope: float
    """Of the line from the first to the second."""
    offset: float
    """Of the same line."""
    usual_difference: float
    """The median distance from that line."""
    largest_difference: float
    """The largest distance from it."""
    url: str
    """The page that compares them."""


class SourcePairView(ApiModel):
    """Two sources that are alike, the earlier first."""

    first: SideView
    """The earlier one."""
    second: SideView
    """The later one."""
    share: float
    """The share of the smaller one's fingerprints that both have."""
    fingerprints: int
    """How many both have."""
    passages: list[tuple[tuple[int, int], tuple[int, int]]]
    """Lines of the first and of the second that match, each from and to."""
    url: str
    """The page that shows both."""


class PersonView(ApiModel):
    """Somebody as staff know them."""

    course: str
    """The slug of the course they are in."""
    alias: str
    """Their alias there."""
    name: str
    """Their name."""


class PredictionsView(ApiModel):
    """What predictions are alike."""

    people: int
    """How many people's are compared."""
    submissions: int
    """How many files of theirs."""
    limit: float | None
    """The noise below which a pair is reported; null where fewer than six people predict."""
    ordinary: float | None
    """The median noise between somebody and whoever is nearest; null where fewer than six people
    predict."""
    pairs_total: int
    """How many pairs are alike."""
    pairs: list[PredictionPairView]
    """The most alike of them, 200 at the most."""
    groups: list[list[PersonView]]
    """People who are joined by pairs."""


class SourcesView(ApiModel):
    """What sources are alike."""

    people: int
    """How many people's are compared."""
    files: int
    """How many files of theirs."""
    compared: bool
    """False where that failed over one of the files."""
    pairs_total: int
    """How many pairs are alike."""
    pairs: list[SourcePairView]
    """The most alike of them, 200 at the most."""
    groups: list[list[PersonView]]
    """People who are joined by pairs."""


class AloneView(ApiModel):
    """A submission that is right on rows where nobody else is."""

    side: SideView
    """The submission."""
    hits: int
    """On how many rows."""
    rows: int
    """How many rows there are."""
    ordinary: float
    """How many such rows the others have at the most."""
    p_value: float
    """The chance of so many or more if it were one of theirs."""


class SimilarityView(ApiModel):
    """Similarity in a class: a reason to talk, not a verdict."""

    state: SimilarityState
    """`ready` for findings of all that is handed in, `computing` while there is more, `failed`
    where it could not be compared."""
    computed_at: AwareDatetime | None
    """When that was found."""
    courses: list[str]
    """Whose work takes part."""
    predictions: PredictionsView | None
    """Null where none are handed in, or not compared yet."""
    sources: SourcesView | None
    """Null where none are handed in, or not compared yet."""
    alone: list[AloneView]
    """Who is right where nobody else is."""


def similarity_view(scope: ComparedWork, answer: SimilarityResult, url: str) -> SimilarityView:
    """Findings as the viewer of a scope may see them. url: the page of the assignment."""
    findings = answer.findings
    predictions = findings and findings.predictions
    sources = findings and findings.sources
    courses = {scope.author(one).course for one in scope.students_work}
    return SimilarityView(
        state=answer.state,
        computed_at=findings and findings.computed_at,
        courses=sorted(courses),
        predictions=predictions and _predictions(scope, predictions, url),
        sources=sources and _sources(scope, sources, url),
        alone=[
            _alone(scope, one) for one in predictions.alone if one.submission in scope.by_submission
        ]
        if predictions
        else [],
    )


def _predictions(scope: ComparedWork, found: PredictionFindings, url: str) -> PredictionsView:
    alike = _select_visible(scope, found.alike)
    return PredictionsView(
        people=found.people,
        submissions=found.submissions,
        limit=found.limit,
        ordinary=found.ordinary,
        pairs_total=len(alike),
        pairs=[prediction_pair(scope, pair, url) for pair in _select_visible(scope, found.pairs)],
        groups=_groups(scope, alike),
    )


def _sources(scope: ComparedWork, found: SourceFindings, url: str) -> SourcesView:
    pairs = _select_visible(scope, found.pairs or ())
    return SourcesView(
        people=found.people,
        files=found.files,
        compared=found.pairs is not None,
        pairs_total=len(pairs),
        pairs=[source_pair(scope, pair, url) for pair in pairs[:MOST_PAIRS]],
        groups=_groups(scope, pairs),
    )


def prediction_pair(scope: ComparedWork, pair: AlikePredictions, url: str) -> PredictionPairView:
    """A pair of predictions with both sides."""
    relation = asdict(pair.relation)
    return PredictionPairView(
        first=_side(scope, pair.first),
        second=_side(scope, pair.second),
        way=relation.pop("kind"),
        noise=pair.noise,
        **relation,
        url=f"{url}/likeness/predictions/{pair.first}/{pair.second}",
    )


def source_pair(scope: ComparedWork, pair: AlikeSources, url: str) -> SourcePairView:
    """A pair of sources with both sides."""
    return SourcePairView(
        first=_side(scope, pair.first),
        second=_side(scope, pair.second),
        share=pair.share,
        fingerprints=pair.fingerprints,
        passages=[(passage.first, passage.second) for passage in pair.passages],
        url=f"{url}/likeness/sources/{pair.first}/{pair.second}",
    )


def _alone(scope: ComparedWork, one: ExclusiveHits) -> AloneView:
    return AloneView(
        side=_side(scope, one.submission),
        hits=one.hits,
        rows=one.rows,
        ordinary=one.ordinary,
        p_value=one.p_value,
    )


def _side(scope: ComparedWork, submission_id: str) -> SideView:
    one = scope.by_submission[submission_id]
    person = scope.author(one)
    return SideView(
        submission=submission_id,
        course=person.course,
        alias=person.alias,
        name=person.name,
        track=one.track,
        filename=one.filename,
        received_at=one.received_at,
        url=f"/submissions/{submission_id}",
    )


def _select_visible(scope: ComparedWork, pairs: Iterable[Pair]) -> list[Pair]:
    """Pairs of which the viewer may see both sides."""
    known = scope.by_submission
    return [pair for pair in pairs if pair.first in known and pair.second in known]


def _groups(
    scope: ComparedWork, pairs: Sequence[AlikePair] | Sequence[AlikeSources]
) -> list[list[PersonView]]:
    """Who is joined by pairs, those of two left out: the pair says it already."""
    people: dict[str, Author] = {}
    joined = []
    for pair in pairs:
        sides = [scope.by_submission[id_] for id_ in (pair.first, pair.second)]
        people |= {one.person_id: scope.author(one) for one in sides}
        joined.append((sides[0].person_id, sides[1].person_id))
    return [
        sorted(
            (PersonView(**people[id_]._asdict()) for id_ in group),
            key=lambda person: (person.course, person.alias),
        )
        for group in groups_of(joined)
        if len(group) > 2
    ]

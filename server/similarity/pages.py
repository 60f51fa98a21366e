"""The pages of similarity, for staff: all pairs, and both sides of one."""

from collections.abc import Callable
from http import HTTPStatus
from typing import TypeVar

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from server.core.errors import not_found
from server.similarity.dependencies import CurrentComparing, CurrentFinder
from server.similarity.findings import AlikePredictions, AlikeSources, SimilarityFindings
from server.similarity.scatter import scatter
from server.similarity.scope import ComparedWork
from server.similarity.side_by_side import mark
from server.similarity.views import prediction_pair, similarity_view, source_pair
from server.submissions.frames import AssignmentFrame, CurrentFrame

router = APIRouter()
_PATH = "/courses/{course}/assignments/{assignment}/likeness"
_WAIT_S = 1.5  # a small class is compared by then
_LEAST_CHANCE = 1e-9

Pair = TypeVar("Pair", AlikePredictions, AlikeSources)


@router.get(_PATH, response_model=None)
def similarity_page(frame: CurrentFrame, comparing: CurrentComparing) -> Response:
    """Every pair that is alike, and who is right where nobody else is."""
    answer = comparing.result(_WAIT_S)
    found = similarity_view(comparing.scope, answer, frame.assignment.url)
    return frame.page("similarity.html", similarity=found, one_in=one_in)


@router.get(_PATH + "/predictions/{first}/{second}", response_model=None)
def predictions_page(
    first: str,
    second: str,
    frame: CurrentFrame,
    comparing: CurrentComparing,
    finder: CurrentFinder,
) -> Response:
    """The predictions of two submissions, one against the other."""
    scope, findings = comparing.scope, comparing.result(_WAIT_S).findings
    if findings is None:
        return _to_list(frame)
    pair = _pair(scope, findings, first, second, _prediction_pairs)
    vectors = [finder.vector(scope.by_submission[id_]) for id_ in (first, second)]
    if vectors[0] is None or vectors[1] is None:
        raise not_found("pair", f"{first}/{second}")
    found = findings.predictions
    return frame.page(
        "similarity_predictions.html",
        pair=prediction_pair(scope, pair, frame.assignment.url),
        ordinary=found and found.ordinary,
        limit=found and found.limit,
        scatter=scatter(vectors[0], vectors[1], pair.relation),
    )


@router.get(_PATH + "/sources/{first}/{second}", response_model=None)
def sources_page(
    first: str,
    second: str,
    frame: CurrentFrame,
    comparing: CurrentComparing,
    finder: CurrentFinder,
) -> Response:
    """The sources of two submissions side by side, what matches marked in both."""
    scope, findings = comparing.scope, comparing.result(_WAIT_S).findings
    if findings is None:
        return _to_list(frame)
    pair = _pair(scope, findings, first, second, _source_pairs)
    texts = [finder.text(scope, scope.by_submission[id_]) for id_ in (first, second)]
    return frame.page(
        "similarity_sources.html",
        pair=source_pair(scope, pair, frame.assignment.url),
        first=mark(texts[0] or "", [passage.first for passage in pair.passages]),
        second=mark(texts[1] or "", [passage.second for passage in pair.passages]),
    )


def one_in(p_value: float) -> int:
    """A chance as one in so many, to the first digit, a thousand million at the most."""
    return int(float(f"{1 / max(p_value, _LEAST_CHANCE):.0e}"))


def _pair(
    scope: ComparedWork,
    findings: SimilarityFindings,
    first: str,
    second: str,
    pairs_of: Callable[[SimilarityFindings], tuple[Pair, ...]],
) -> Pair:
    """The pair of two submissions, the earlier first. Raises 404."""
    for pair in pairs_of(findings):
        ids = (pair.first, pair.second)
        if ids == (first, second) and all(id_ in scope.by_submission for id_ in ids):
            return pair
    raise not_found("pair", f"{first}/{second}")


def _prediction_pairs(findings: SimilarityFindings) -> tuple[AlikePredictions, ...]:
    return findings.predictions.pairs if findings.predictions else ()


def _source_pairs(findings: SimilarityFindings) -> tuple[AlikeSources, ...]:
    return (findings.sources and findings.sources.pairs) or ()


def _to_list(frame: AssignmentFrame) -> Response:
    """The page that says that it is being compared."""
    return RedirectResponse(f"{frame.assignment.url}/likeness", HTTPStatus.SEE_OTHER)

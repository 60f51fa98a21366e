"""The pages of similarity, for staff: all pairs, and both sides of one."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, TypeVar

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from languages import Locale
from server.assignments.access import assignment_access
from server.assignments.views import assignment_view
from server.core.errors import not_found
from server.courses.pages import PageViewer
from server.courses.views import course_view
from server.identity.rules import Viewer
from server.service import Service
from server.similarity.findings import AlikePredictions, AlikeSources, Findings
from server.similarity.routes import load_work
from server.similarity.scatter import scatter
from server.similarity.scope import ComparedWork
from server.similarity.side_by_side import mark
from server.similarity.views import prediction_pair, similarity_view, source_pair
from server.web.dependencies import CurrentLocale, CurrentService
from server.web.pages.rendering import render

router = APIRouter()
_PATH = "/courses/{course}/assignments/{assignment}/likeness"
_WAIT_S = 1.5  # a small class is compared by then
_LEAST_CHANCE = 1e-9

Pair = TypeVar("Pair", AlikePredictions, AlikeSources)


@router.get(_PATH, response_model=None)
def similarity_page(
    course: str,
    assignment: str,
    request: Request,
    service: CurrentService,
    viewer: PageViewer,
    locale: CurrentLocale,
) -> Response:
    """Every pair that is alike, and who is right where nobody else is."""
    scope = load_work(service, viewer, course, assignment)
    answer = service.similarity_jobs.result(scope, _WAIT_S)
    frame = _frame(service, viewer, course, assignment, locale)
    found = similarity_view(scope, answer, frame["assignment"].url)
    return render(
        request, "similarity.html", viewer=viewer, **frame, similarity=found, one_in=one_in
    )


@router.get(_PATH + "/predictions/{first}/{second}", response_model=None)
def predictions_page(
    course: str,
    assignment: str,
    first: str,
    second: str,
    request: Request,
    service: CurrentService,
    viewer: PageViewer,
    locale: CurrentLocale,
) -> Response:
    """The predictions of two submissions, one against the other."""
    scope = load_work(service, viewer, course, assignment)
    findings = service.similarity_jobs.result(scope, _WAIT_S).findings
    if findings is None:
        return _to_list(course, assignment)
    pair = _pair(scope, findings, first, second, _prediction_pairs)
    vectors = [
        service.similarity_finder.vector(scope.by_submission[id_]) for id_ in (first, second)
    ]
    if vectors[0] is None or vectors[1] is None:
        raise not_found("pair", f"{first}/{second}")
    frame = _frame(service, viewer, course, assignment, locale)
    found = findings.predictions
    return render(
        request,
        "similarity_predictions.html",
        viewer=viewer,
        **frame,
        pair=prediction_pair(scope, pair, frame["assignment"].url),
        ordinary=found and found.ordinary,
        limit=found and found.limit,
        scatter=scatter(vectors[0], vectors[1], pair.relation),
    )


@router.get(_PATH + "/sources/{first}/{second}", response_model=None)
def sources_page(
    course: str,
    assignment: str,
    first: str,
    second: str,
    request: Request,
    service: CurrentService,
    viewer: PageViewer,
    locale: CurrentLocale,
) -> Response:
    """The sources of two submissions side by side, what matches marked in both."""
    scope = load_work(service, viewer, course, assignment)
    findings = service.similarity_jobs.result(scope, _WAIT_S).findings
    if findings is None:
        return _to_list(course, assignment)
    pair = _pair(scope, findings, first, second, _source_pairs)
    texts = [
        service.similarity_finder.text(scope, scope.by_submission[id_]) for id_ in (first, second)
    ]
    frame = _frame(service, viewer, course, assignment, locale)
    return render(
        request,
        "similarity_sources.html",
        viewer=viewer,
        **frame,
        pair=source_pair(scope, pair, frame["assignment"].url),
        first=mark(texts[0] or "", [passage.first for passage in pair.passages]),
        second=mark(texts[1] or "", [passage.second for passage in pair.passages]),
    )


def one_in(p_value: float) -> int:
    """A chance as one in so many, to the first digit, a thousand million at the most."""
    return int(float(f"{1 / max(p_value, _LEAST_CHANCE):.0e}"))


def _frame(
    service: Service, viewer: Viewer, course: str, assignment: str, locale: Locale
) -> dict[str, Any]:
    """What stands around every page of an assignment."""
    with service.database.read() as session:
        access = assignment_access(session, viewer, course, assignment)
        return {
            "course": course_view(access.course, access.course_access.membership),
            "assignment": assignment_view(session, service.bundles, access, locale),
        }


def _pair(
    scope: ComparedWork,
    findings: Findings,
    first: str,
    second: str,
    pairs_of: Callable[[Findings], tuple[Pair, ...]],
) -> Pair:
    """The pair of two submissions, the earlier first. Raises 404."""
    for pair in pairs_of(findings):
        ids = (pair.first, pair.second)
        if ids == (first, second) and all(id_ in scope.by_submission for id_ in ids):
            return pair
    raise not_found("pair", f"{first}/{second}")


def _prediction_pairs(findings: Findings) -> tuple[AlikePredictions, ...]:
    return findings.predictions.pairs if findings.predictions else ()


def _source_pairs(findings: Findings) -> tuple[AlikeSources, ...]:
    return (findings.sources and findings.sources.pairs) or ()


def _to_list(course: str, assignment: str) -> Response:
    """The page that says that it is being compared."""
    page = f"/courses/{course}/assignments/{assignment}/likeness"
    return RedirectResponse(page, HTTPStatus.SEE_OTHER)

"""The page of an assignment's versions, for staff."""

from http import HTTPStatus
from typing import Literal

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from server.assignments import versions as queries
from server.assignments.access import assignment_access
from server.assignments.views import assignment_view
from server.boards.cards import decimals
from server.courses.pages import PageViewer
from server.courses.views import course_view
from server.identity.pages import SameSite
from server.versions.baselines import baseline_views
from server.versions.comparison import compare, version_lines
from server.versions.routes import discard_version, switch_version
from server.web.dependencies import CurrentLocale, CurrentService, ReadSession
from server.web.pages.rendering import render

router = APIRouter()
_PATH = "/courses/{course}/assignments/{assignment}/versions"


@router.get(_PATH, response_model=None)
def versions_page(
    course: str,
    assignment: str,
    request: Request,
    session: ReadSession,
    service: CurrentService,
    viewer: PageViewer,
    locale: CurrentLocale,
) -> Response:
    """Every version, and what the one beside the board would change."""
    access = assignment_access(session, viewer, course, assignment)
    access.course_access.require_staff()
    shadow = queries.shadow(session, access.assignment.id)
    view = assignment_view(session, service.bundles, access, locale)
    return render(
        request,
        "versions.html",
        viewer=viewer,
        course=course_view(access.course, access.course_access.membership),
        assignment=view,
        lines=version_lines(session, access),
        comparison=shadow and compare(session, access, shadow),
        baselines=baseline_views(session, access.version, locale),
        shadow_baselines=shadow and baseline_views(session, shadow, locale),
        decimals=decimals(access, view),
        may_manage=access.course_access.may_manage,
    )


@router.post(_PATH + "/{number}/{act}", dependencies=[SameSite], response_model=None)
def change_version(
    course: str,
    assignment: str,
    number: int,
    act: Literal["switch", "discard"],
    service: CurrentService,
    viewer: PageViewer,
) -> Response:
    """Switch to the version beside the board or discard it, and show what is now."""
    change = switch_version if act == "switch" else discard_version
    change(service, viewer, course, assignment, number)
    page = f"/courses/{course}/assignments/{assignment}/versions"
    return RedirectResponse(page, HTTPStatus.SEE_OTHER)

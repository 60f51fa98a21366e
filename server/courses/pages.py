"""The pages: what the HTTP interface says, for people with a browser."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, Form, Query, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.orm import Session

from languages import Locale
from server.assignments import participants
from server.assignments import queries as assignments
from server.assignments.access import AssignmentAccess, assignment_access
from server.assignments.timetable import schedule
from server.assignments.views import AssignmentView, assignment_view
from server.boards.cards import (
    AssignmentCard,
    CourseCard,
    assignment_card,
    decimals,
    most_urgent_first,
)
from server.boards.panels import panels, private_decimals_of
from server.boards.views import Part
from server.core.clock import now
from server.core.models import Scope
from server.courses import queries as courses
from server.courses.access import CourseAccess, course_access
from server.courses.views import CourseView, course_view, visible_courses
from server.identity.pages import SameSite
from server.identity.rules import Viewer
from server.service import Service
from server.submissions.access import submission_access
from server.submissions.routes import list_submissions
from server.submissions.upload import submit
from server.submissions.views import submission_view
from server.web.dependencies import (
    CurrentLocale,
    CurrentService,
    CurrentViewer,
    ReadSession,
    find_viewer,
)
from server.web.pages.api_reference import api_reference
from server.web.pages.rendering import render
from server.web.pages.return_path import return_path
from server.web.pages.static_files import HashedFiles
from server.web.uploads import LARGEST_BODY

router = APIRouter()
_RECENT = 20
_YEAR_S = 365 * 86_400


def mount_static(app: FastAPI) -> None:
    """Serve stylesheet, script and icon under ``/static``."""
    app.mount("/static", HashedFiles(), name="static")


def _page_viewer(request: Request, viewer: CurrentViewer) -> Viewer:
    """Who reads, remembered for the page that says what went wrong. Raises 403 without `read`."""
    request.state.viewer = viewer
    viewer.require(Scope.READ)
    return viewer


PageViewer = Annotated[Viewer, Depends(_page_viewer)]


@router.get("/", response_model=None)
def home(
    request: Request, session: ReadSession, service: CurrentService, locale: CurrentLocale
) -> Response:
    """The reader's courses and what is due in them; a welcome for those who are not signed in."""
    viewer = find_viewer(service, session, request)
    if viewer is None:
        return render(request, "welcome.html", viewer=None)
    _page_viewer(request, viewer)
    cards = []
    for course in visible_courses(session, viewer):
        access = course_access(session, viewer, course.slug)
        cards.append(CourseCard(course, _assignment_cards(session, service, access, locale)))
    return render(request, "home.html", viewer=viewer, courses=cards)


@router.get("/courses/{course}", response_model=None)
def course_page(
    course: str,
    request: Request,
    session: ReadSession,
    service: CurrentService,
    viewer: PageViewer,
    locale: CurrentLocale,
) -> Response:
    """A course and its assignments."""
    access = course_access(session, viewer, course)
    card = CourseCard(
        course_view(access.course, access.membership),
        _assignment_cards(session, service, access, locale),
    )
    return render(request, "course.html", viewer=viewer, card=card)


@router.get("/courses/{course}/assignments/{assignment}", response_model=None)
def assignment_page(
    course: str,
    assignment: str,
    request: Request,
    session: ReadSession,
    service: CurrentService,
    viewer: PageViewer,
    locale: CurrentLocale,
) -> Response:
    """What is asked for, the form to send a file with, and what was sent."""
    page = _assignment(session, service, viewer, course, assignment, locale)
    history = list_submissions(course, assignment, session, viewer, limit=_RECENT)
    return render(
        request,
        "assignment.html",
        viewer=viewer,
        course=page.course,
        assignment=page.view,
        decimals=decimals(page.access, page.view),
        schedule=schedule(page.view, now()),
        is_staff=page.access.is_staff,
        history=history,
    )


@router.post(
    "/courses/{course}/assignments/{assignment}",
    dependencies=[SameSite],
    response_model=None,
    max_body_size=LARGEST_BODY,
)
async def upload(
    course: str, assignment: str, request: Request, service: CurrentService, viewer: PageViewer
) -> Response:
    """Take a file from the form, and show how it fares."""
    accepted = await submit(request, service, viewer, course, assignment)
    return RedirectResponse(f"/submissions/{accepted.submission.id}", HTTPStatus.SEE_OTHER)


@router.get("/submissions/{submission_id}", response_model=None)
def submission_page(
    submission_id: str,
    request: Request,
    session: ReadSession,
    service: CurrentService,
    viewer: PageViewer,
    locale: CurrentLocale,
) -> Response:
    """How far a submission is, then its verdict with all that was found."""
    found = submission_access(session, viewer, submission_id)
    access = found.assignment_access
    view = assignment_view(session, service.bundles, access, locale)
    author_id = found.submission.person_id
    author = courses.membership(session, access.course.id, author_id)
    boards = panels(session, service, access, view, found.submission.participant_id)
    return render(
        request,
        "submission.html",
        viewer=viewer,
        course=_course_view(access.course_access),
        assignment=view,
        submission=submission_view(session, found, locale, author),
        panel=next((panel for panel in boards if panel.track.slug == found.track.slug), None),
        decimals=decimals(access, view),
        private_decimals=private_decimals_of(access),
        name=_name_for_staff(session, access, author_id),
    )


@router.get("/courses/{course}/assignments/{assignment}/leaderboard", response_model=None)
def leaderboard_page(
    course: str,
    assignment: str,
    request: Request,
    session: ReadSession,
    service: CurrentService,
    viewer: PageViewer,
    locale: CurrentLocale,
    part: Annotated[Part | None, Query()] = None,
) -> Response:
    """Every track's board."""
    page = _assignment(session, service, viewer, course, assignment, locale)
    own = participants.of_viewer(session, page.access)
    return render(
        request,
        "leaderboard.html",
        viewer=viewer,
        course=page.course,
        assignment=page.view,
        panels=panels(session, service, page.access, page.view, own, part),
        decimals=decimals(page.access, page.view),
        is_staff=page.access.is_staff,
        part=part,
    )


@router.get("/docs", response_model=None)
def docs(request: Request, session: ReadSession, service: CurrentService) -> Response:
    """The HTTP interface, in words and with examples."""
    reference = api_reference(request.app.openapi(), service.settings.url)
    viewer = find_viewer(service, session, request)
    return render(request, "docs.html", viewer=viewer, reference=reference)


@router.post("/language", dependencies=[SameSite], response_model=None)
def choose_language(
    service: CurrentService,
    language: Annotated[Locale, Form()],
    next: Annotated[str, Form()] = "/",  # noqa: A002 - the form's name for it
) -> Response:
    """Read the pages in this language from now on."""
    answer = RedirectResponse(return_path(next), HTTPStatus.SEE_OTHER)
    secure = service.settings.url.startswith("https:")
    answer.set_cookie(
        "language", language, max_age=_YEAR_S, secure=secure, httponly=True, samesite="lax"
    )
    return answer


@dataclass(frozen=True)
class _Assignment:
    """What every page of an assignment shows."""

    access: AssignmentAccess
    course: CourseView
    view: AssignmentView


def _assignment(
    session: Session,
    service: Service,
    viewer: Viewer,
    course: str,
    assignment: str,
    locale: Locale,
) -> _Assignment:
    access = assignment_access(session, viewer, course, assignment)
    view = assignment_view(session, service.bundles, access, locale)
    return _Assignment(access, _course_view(access.course_access), view)


def _assignment_cards(
    session: Session, service: Service, course: CourseAccess, locale: Locale
) -> list[AssignmentCard]:
    slug, viewer, cards = course.course.slug, course.viewer, []
    for assignment, _ in assignments.active_of_course(session, course.course.id):
        access = assignment_access(session, viewer, slug, assignment.slug)
        view = assignment_view(session, service.bundles, access, locale)
        cards.append(assignment_card(session, service, access, view))
    return most_urgent_first(cards)


def _course_view(access: CourseAccess) -> CourseView:
    return course_view(access.course, access.membership)


def _name_for_staff(session: Session, access: AssignmentAccess, person_id: str) -> str | None:
    return courses.name_of(session, person_id) if access.is_staff else None

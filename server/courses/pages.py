"""The pages of courses: the reader's own with what is due in them, and one of them."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.orm import Session

from languages import Locale
from server.assignments.access import visible_assignments
from server.assignments.bundles import BundleCache
from server.assignments.dependencies import CurrentBundles
from server.assignments.views import assignment_view
from server.boards.board import Boards
from server.boards.cards import AssignmentCard, CourseCard, assignment_card, most_urgent_first
from server.boards.dependencies import CurrentBoards
from server.courses.access import CourseAccess, course_access
from server.courses.chosen_aliases import LONGEST, SHORTEST, choose_alias
from server.courses.dependencies import EnteredCourse, ReadableCourse
from server.courses.views import course_view, visible_courses
from server.identity.dependencies import MaybeReader
from server.web.dependencies import CurrentDatabase, ReadSession
from server.web.pages.rendering import PageFrame

router = APIRouter()


@router.get("/", response_model=None)
def home(
    request: Request,
    session: ReadSession,
    bundles: CurrentBundles,
    boards: CurrentBoards,
    reader: MaybeReader,
) -> Response:
    """The reader's courses and what is due in them; a welcome for those who are not signed in."""
    frame = PageFrame(request, reader)
    if reader is None:
        return frame.page("welcome.html")
    found = [
        course_access(session, reader, course.slug) for course in visible_courses(session, reader)
    ]
    cards = [_course_card(session, bundles, boards, access, frame.locale) for access in found]
    return frame.page("home.html", courses=cards)


@router.get("/courses/{course}", response_model=None)
def course_page(
    request: Request,
    session: ReadSession,
    bundles: CurrentBundles,
    boards: CurrentBoards,
    access: ReadableCourse,
) -> Response:
    """A course and its assignments."""
    frame = PageFrame(request, access.viewer)
    card = _course_card(session, bundles, boards, access, frame.locale)
    return frame.page(
        "course.html",
        card=card,
        may_manage=access.may_manage,
        is_staff=access.is_staff,
        alias_lengths=(SHORTEST, LONGEST),
    )


@router.post("/courses/{course}/alias", response_model=None)
def choose_alias_page(
    database: CurrentDatabase, access: EnteredCourse, alias: Annotated[str, Form(max_length=64)]
) -> Response:
    """Call the reader so on the boards."""
    database.write(choose_alias, access.viewer, access.course.id, alias)
    return RedirectResponse(f"/courses/{access.course.slug}", HTTPStatus.SEE_OTHER)


def _course_card(
    session: Session, bundles: BundleCache, boards: Boards, course: CourseAccess, locale: Locale
) -> CourseCard:
    cards: list[AssignmentCard] = []
    for access in visible_assignments(session, course):
        view = assignment_view(session, bundles, access, locale)
        cards.append(assignment_card(session, boards, access, view))
    return CourseCard(course_view(course.course, course.membership), most_urgent_first(cards))

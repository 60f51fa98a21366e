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
from server.courses.dependencies import (
    EnteredCourse,
    InstructorOfCourse,
    ManagerOfCourse,
    ReadableCourse,
)
from server.courses.rules import change_course
from server.courses.settings import CourseTitle, KnownZone, zones
from server.courses.views import course_view, visible_courses
from server.identity.dependencies import MaybeReader, SameSite
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


@router.get("/courses/{course}/settings", response_model=None)
def settings_page(request: Request, access: InstructorOfCourse) -> Response:
    """What a course is called, by which clock it goes, and whether it is over."""
    course = course_view(access.course, access.membership)
    return PageFrame(request, access.viewer).page("settings.html", course=course, zones=zones())


@router.post("/courses/{course}/settings", dependencies=[SameSite], response_model=None)
def change_settings(
    database: CurrentDatabase,
    access: ManagerOfCourse,
    title: Annotated[CourseTitle, Form()],
    time_zone: Annotated[KnownZone, Form()],
    locale: Annotated[Locale, Form()],
) -> Response:
    """Give a course other words, and go back to it."""
    new = {"title": title, "time_zone": time_zone, "locale": locale}
    database.write(change_course, access.viewer, access.course.id, new)
    return RedirectResponse(f"/courses/{access.course.slug}", HTTPStatus.SEE_OTHER)


@router.post("/courses/{course}/archive", dependencies=[SameSite], response_model=None)
def archive_course(
    database: CurrentDatabase,
    access: ManagerOfCourse,
    archived: Annotated[bool, Form()] = False,  # noqa: FBT002 - a field of the form
) -> Response:
    """End a course, or take it up again."""
    database.write(change_course, access.viewer, access.course.id, {"archived": archived})
    return RedirectResponse(f"/courses/{access.course.slug}/settings", HTTPStatus.SEE_OTHER)


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

"""The page of an assignment's versions, for staff."""

from http import HTTPStatus
from typing import Literal

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from server.assignments import versions as queries
from server.assignments.dependencies import ManagerOfAssignment, StaffOfAssignment
from server.boards.reveals import reveal_lines
from server.grading import regrading
from server.grading.dependencies import RetriedAssignment
from server.grading.retries import parked, retry
from server.identity.dependencies import Reader, SameSite
from server.submissions.frames import CurrentFrame
from server.versions.baselines import baseline_views
from server.versions.comparison import compare, version_lines
from server.versions.dependencies import CurrentPublisher, VersionNumber
from server.versions.forecast import left_of
from server.web.dependencies import CurrentDatabase, CurrentEvents, CurrentQueue, ReadSession

router = APIRouter()
_PATH = "/courses/{course}/assignments/{assignment}/versions"


@router.get(_PATH, response_model=None)
def versions_page(
    session: ReadSession,
    access: StaffOfAssignment,
    frame: CurrentFrame,
    publisher: CurrentPublisher,
) -> Response:
    """Every version, what is graded again, and what the one beside the board would change."""
    shadow = queries.shadow(session, access.assignment.id)
    version = access.version
    again = regrading.remaining(session, version.standing_id, version.grading_id)
    return frame.page(
        "versions.html",
        lines=version_lines(session, access),
        comparison=shadow and compare(session, access, shadow),
        baselines=baseline_views(session, access.version, frame.locale),
        shadow_baselines=shadow and baseline_views(session, shadow, frame.locale),
        left=left_of(session, version, publisher.workers),
        again_faults=again.faults if version.is_graded_again else 0,
        may_manage=access.course_access.may_manage,
        reveals=reveal_lines(access, frame.locale),
        parked=parked(session, access),
    )


@router.post(
    "/courses/{course}/assignments/{assignment}/retry",
    dependencies=[SameSite],
    response_model=None,
)
def retry_parked(
    database: CurrentDatabase,
    queue: CurrentQueue,
    events: CurrentEvents,
    _: Reader,  # who sees the page may see what comes of it
    access: RetriedAssignment,
) -> Response:
    """Grade again what could not be graded for reasons of ours, and show how far that is."""
    retry(database, queue, events, access)
    page = f"/courses/{access.course.slug}/assignments/{access.assignment.slug}/versions"
    return RedirectResponse(page, HTTPStatus.SEE_OTHER)


@router.post(_PATH + "/{number}/{act}", dependencies=[SameSite], response_model=None)
def change_version(
    number: VersionNumber,
    act: Literal["switch", "discard"],
    publisher: CurrentPublisher,
    _: Reader,  # who sees the page may see what comes of it
    access: ManagerOfAssignment,
) -> Response:
    """Switch to the version beside the board or discard it, and show what is now."""
    change = publisher.switch if act == "switch" else publisher.discard
    change(access, number)
    page = f"/courses/{access.course.slug}/assignments/{access.assignment.slug}/versions"
    return RedirectResponse(page, HTTPStatus.SEE_OTHER)

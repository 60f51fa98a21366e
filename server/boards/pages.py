"""The page of boards: every track's, one under the other."""

from http import HTTPStatus
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Query
from fastapi.responses import RedirectResponse, Response

from server.assignments import participants
from server.assignments.dependencies import ManagerOfAssignment, SubmittableAssignment
from server.boards.choices import choose
from server.boards.dependencies import CurrentBoards, CurrentRemovals, ManagedSubmission
from server.boards.panels import panels
from server.boards.reveals import moment_of, reveal
from server.boards.views import Part
from server.identity.dependencies import Reader, SameSite
from server.submissions.dependencies import AskedSubmission
from server.submissions.frames import CurrentFrame
from server.web.dependencies import CurrentDatabase, CurrentEvents, ReadSession

router = APIRouter()


@router.get("/courses/{course}/assignments/{assignment}/leaderboard", response_model=None)
def leaderboard_page(
    session: ReadSession,
    boards: CurrentBoards,
    frame: CurrentFrame,
    part: Annotated[Part | None, Query()] = None,
) -> Response:
    """Every track's board."""
    own = participants.of_viewer(session, frame.access)
    found = panels(session, boards, frame.access, frame.assignment, own, part)
    return frame.page("leaderboard.html", panels=found, part=part)


@router.post(
    "/courses/{course}/assignments/{assignment}/reveal",
    dependencies=[SameSite],
    response_model=None,
)
def reveal_track(
    track: Annotated[str, Form()],
    database: CurrentDatabase,
    events: CurrentEvents,
    _: Reader,  # who sees the page may see what comes of it
    access: ManagerOfAssignment,
    at: Annotated[str, Form()] = "",
) -> Response:
    """Reveal a track at a moment of the course's zone, or now, and show where that stands."""
    moment = moment_of(at, access.course.time_zone) if at else None
    reveal(database, events, access, track, moment)
    page = f"/courses/{access.course.slug}/assignments/{access.assignment.slug}/versions"
    return RedirectResponse(f"{page}#reveal", HTTPStatus.SEE_OTHER)


@router.post(
    "/submissions/{submission_id}/withdrawal", dependencies=[SameSite], response_model=None
)
def withdraw_file(
    act: Annotated[Literal["withdraw", "take_back"], Form()],
    access: AskedSubmission,
    removals: CurrentRemovals,
    _: Reader,  # who sees the page may see what comes of it
) -> Response:
    """Withdraw a file of one's own or take that back, and show it."""
    viewer, id_ = access.assignment_access.viewer, access.submission.id
    removals.withdraw(viewer, id_, is_withdrawn=act == "withdraw")
    return RedirectResponse(f"/submissions/{id_}", HTTPStatus.SEE_OTHER)


@router.post(
    "/submissions/{submission_id}/disqualification", dependencies=[SameSite], response_model=None
)
def disqualify_file(
    act: Annotated[Literal["disqualify", "readmit"], Form()],
    access: ManagedSubmission,
    removals: CurrentRemovals,
    _: Reader,  # who sees the page may see what comes of it
    reason: Annotated[str, Form(max_length=2_000)] = "",
) -> Response:
    """Take a file off its board or put it back, and show it."""
    viewer, id_ = access.assignment_access.viewer, access.submission.id
    removals.disqualify(viewer, id_, reason if act == "disqualify" else None)
    return RedirectResponse(f"/submissions/{id_}", HTTPStatus.SEE_OTHER)


@router.post(
    "/courses/{course}/assignments/{assignment}/disqualified",
    dependencies=[SameSite],
    response_model=None,
)
def disqualify_student(
    act: Annotated[Literal["disqualify", "readmit"], Form()],
    track: Annotated[str, Form(max_length=64)],
    person: Annotated[str, Form(max_length=64)],
    access: ManagerOfAssignment,
    removals: CurrentRemovals,
    _: Reader,  # who sees the page may see what comes of it
    reason: Annotated[str, Form(max_length=2_000)] = "",
) -> Response:
    """Take a student off the board of a track or put them back, and show who is off."""
    removals.disqualify_person(access, track, person, reason if act == "disqualify" else None)
    page = f"/courses/{access.course.slug}/assignments/{access.assignment.slug}/exceptions"
    return RedirectResponse(f"{page}#off", HTTPStatus.SEE_OTHER)


@router.post(
    "/courses/{course}/assignments/{assignment}/choices",
    dependencies=[SameSite],
    response_model=None,
)
def choose_file(
    submission: Annotated[str, Form()],
    act: Annotated[Literal["choose", "take_back"], Form()],
    database: CurrentDatabase,
    events: CurrentEvents,
    _: Reader,  # who sees the page may see what comes of it
    access: SubmittableAssignment,
) -> Response:
    """Let a file count or no longer, and show it."""
    choose(database, events, access, submission, is_chosen=act == "choose")
    return RedirectResponse(f"/submissions/{submission}", HTTPStatus.SEE_OTHER)

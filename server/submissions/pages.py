"""The page of a submission, and the form that makes one."""

from http import HTTPStatus

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from server.assignments.dependencies import SubmittableAssignment
from server.boards.dependencies import CurrentAsking, CurrentBoards
from server.boards.panels import panels
from server.courses import queries as courses
from server.grading.dependencies import RetriedSubmission
from server.grading.retries import Parked, parked, retry
from server.identity.dependencies import Reader, SameSite
from server.submissions.dependencies import (
    AskedSubmission,
    CurrentUploads,
    Followed,
    ReadableSubmission,
    SubmittedFor,
)
from server.submissions.frames import SubmissionFrame
from server.submissions.on_behalf import sender_of
from server.submissions.views import may_withdraw, submission_view
from server.web.dependencies import CurrentDatabase, CurrentEvents, CurrentQueue, ReadSession
from server.web.uploads import LARGEST_BODY

router = APIRouter()


@router.post(
    "/courses/{course}/assignments/{assignment}",
    dependencies=[SameSite],
    response_model=None,
    max_body_size=LARGEST_BODY,
)
async def upload(
    request: Request,
    uploads: CurrentUploads,
    _: Reader,  # who sees the page may see what comes of it
    access: SubmittableAssignment,
) -> Response:
    """Take a file from the form, and show how it fares; or that it was there before, and ask."""
    accepted = await uploads.submit(request, access)
    page = f"/submissions/{accepted.submission.id}{'?same=true' if accepted.same_file else ''}"
    return RedirectResponse(page, HTTPStatus.SEE_OTHER)


@router.post(
    "/courses/{course}/assignments/{assignment}/on-behalf",
    dependencies=[SameSite],
    response_model=None,
    max_body_size=LARGEST_BODY,
)
async def upload_on_behalf(
    request: Request,
    uploads: CurrentUploads,
    _: Reader,  # who sends a file for a student sees what comes of it
    asked: SubmittedFor,
) -> Response:
    """Take a file from the form in the place of a student, and show how it fares."""
    accepted = await uploads.submit(request, asked.access, sent_by=asked.sent_by)
    return RedirectResponse(f"/submissions/{accepted.submission.id}", HTTPStatus.SEE_OTHER)


@router.post("/submissions/{submission_id}/score", dependencies=[SameSite], response_model=None)
def ask_for_score(
    access: AskedSubmission,
    asking: CurrentAsking,
    _: Followed,  # who asks sees the answer
) -> Response:
    """Ask for the score of a file, and show it."""
    asking.ask(access)
    return RedirectResponse(f"/submissions/{access.submission.id}", HTTPStatus.SEE_OTHER)


@router.post("/submissions/{submission_id}/retry", dependencies=[SameSite], response_model=None)
def retry_parked(
    database: CurrentDatabase,
    queue: CurrentQueue,
    events: CurrentEvents,
    _: Reader,  # who sees the page may see what comes of it
    access: RetriedSubmission,
) -> Response:
    """Grade a file again that could not be graded for a reason of ours, and show how it fares."""
    retry(database, queue, events, access.assignment_access, access.submission.id)
    return RedirectResponse(f"/submissions/{access.submission.id}", HTTPStatus.SEE_OTHER)


@router.get("/submissions/{submission_id}", response_model=None)
def submission_page(
    session: ReadSession,
    boards: CurrentBoards,
    access: ReadableSubmission,
    frame: SubmissionFrame,
    queue: CurrentQueue,
    *,
    same: bool = False,
) -> Response:
    """How far a submission is, then its verdict with all that was found.

    same: whether its bytes have just been sent again, which is said and asked about.
    """
    author_id, owner_id = access.submission.person_id, access.submission.participant_id
    author = courses.membership(session, frame.access.course.id, author_id)
    found = panels(session, boards, frame.access, frame.assignment, owner_id)
    course_id = frame.access.course.id
    name = courses.name_of(session, course_id, author_id) if frame.access.is_staff else None
    shown = submission_view(session, access, frame.locale, author, queue, frame.stairs)
    return frame.page(
        "submission.html",
        submission=shown,
        sent_by=sender_of(session, course_id, access.submission),
        may_withdraw=may_withdraw(session, access, shown.removed),
        may_manage=frame.access.course_access.may_manage,
        panel=next((panel for panel in found if panel.track.slug == access.track.slug), None),
        name=name,
        same=same and not frame.access.is_staff,
        parked=parked(session, frame.access, access.submission.id)
        if frame.access.is_staff
        else Parked(),
    )

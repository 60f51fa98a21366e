"""The pages of everybody's files and of what the class fails at, and of what is in a file."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from grader import Verdict
from server.assignments.dependencies import StaffOfAssignment
from server.core.errors import not_found
from server.files.contents import contents_of
from server.files.dependencies import CurrentReplays, ListedFiles
from server.files.failures import failures_of
from server.files.queries import Stage
from server.files.views import replay_view
from server.grading.dependencies import RetriedSubmission
from server.identity.dependencies import Reader, SameSite
from server.submissions.dependencies import CurrentUploads, ReadableSubmission
from server.submissions.frames import CurrentFrame, SubmissionFrame
from server.web.dependencies import ReadSession

router = APIRouter()
_PATH = "/courses/{course}/assignments/{assignment}"
_FIELDS = ("alias", "track", "verdict", "stage", "late", "sort")


@router.get(_PATH + "/files", response_model=None)
def files_page(
    request: Request, _: StaffOfAssignment, frame: CurrentFrame, listed: ListedFiles
) -> Response:
    """Everybody's files by filters, and who has handed in nothing."""
    asked = {name: request.query_params.get(name) or "" for name in _FIELDS}
    return frame.page(
        "files.html",
        found=listed.view(),
        asked=asked,
        query=urlencode({name: value for name, value in asked.items() if value}),
        verdicts=list(Verdict),
        stages=list(Stage),
    )


@router.get(_PATH + "/failures", response_model=None)
def failures_page(
    session: ReadSession,
    access: StaffOfAssignment,
    frame: CurrentFrame,
    track: Annotated[str | None, Query()] = None,
) -> Response:
    """What the class fails at on a track, the first where none is named."""
    found = access.track(track or next(iter(access.tracks)))
    view = failures_of(session, access, found, frame.locale)
    return frame.page("failures.html", found=view)


@router.get("/submissions/{submission_id}/contents", response_model=None)
def contents_page(
    access: ReadableSubmission, uploads: CurrentUploads, frame: SubmissionFrame
) -> Response:
    """What stands in a file, for who sent it and for staff."""
    submission = access.submission
    definition, track = access.assignment_access.definition, access.track.slug
    try:
        contents = contents_of(uploads.files, submission, definition, track)
    except FileNotFoundError:
        raise not_found("file", submission.filename) from None
    return frame.page("contents.html", submission=submission, contents=contents)


@router.post("/submissions/{submission_id}/replay", dependencies=[SameSite], response_model=None)
def replay_page(
    replays: CurrentReplays,
    _: Reader,  # who sees the page sees what comes of it
    access: RetriedSubmission,
    frame: SubmissionFrame,
) -> Response:
    """A file graded once more, beside what came of it then, for staff."""
    found = replay_view(replays.replay(access))
    return frame.page("replay.html", submission=access.submission, replay=found)

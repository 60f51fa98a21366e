"""Submissions over HTTP: send one, wait for its verdict, watch it."""

from collections.abc import AsyncIterator
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.sse import EventSourceResponse, ServerSentEvent
from pydantic import AwareDatetime

from server.assignments.dependencies import (
    CurrentBundles,
    ReadableAssignment,
    SubmittableAssignment,
)
from server.assignments.stairs import stairs_of
from server.boards.dependencies import CurrentAsking
from server.core.lanes import Place
from server.core.models import EvaluationState
from server.submissions.dependencies import AskedSubmission, CurrentUploads, Followed
from server.submissions.views import HistoryLine, SubmissionView, own_submissions
from server.web.api_model import ApiModel
from server.web.dependencies import CurrentQueue, ReadSession, WaitSeconds
from server.web.lines import leave_line
from server.web.uploads import LARGEST_BODY

router = APIRouter(tags=["submissions"])


class ReceiptView(ApiModel):
    """What is known of a submission that has just been committed."""

    id: str
    """Its id, for good."""
    state: EvaluationState
    """How far its grading is."""
    position: int
    """How many are graded before it, itself included; 0 once it has started."""
    expected_s: int | None
    """Seconds until it is expected to be graded, by what the server's gradings took; null where too
    little is known."""
    received_at: AwareDatetime
    """When it was received."""
    sha256: str
    """SHA-256 of the bytes that were kept, in hexadecimal."""
    url: str
    """Where to ask how it fares."""
    same_file: bool
    """Whether the same bytes were submitted before: then this is the receipt of that, nothing new
    was made, and no try was used."""


_TRACK = "The slug of the track; may be left out, or empty, where there is one."
_UPLOAD_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {"type": "string", "format": "binary"},
                        "track": {"type": "string", "description": _TRACK},
                        "again": {"type": "boolean"},
                    },
                }
            },
            "text/csv": {"schema": {"type": "string"}},
            "text/x-python": {"schema": {"type": "string"}},
            "application/octet-stream": {"schema": {"type": "string", "format": "binary"}},
        },
    }
}


@router.post(
    "/courses/{course}/assignments/{assignment}/submissions",
    status_code=HTTPStatus.ACCEPTED,
    openapi_extra=_UPLOAD_BODY,
    responses={HTTPStatus.OK: {"description": "The same bytes were submitted before."}},
    max_body_size=LARGEST_BODY,
)
async def post_submission(
    request: Request,
    response: Response,
    uploads: CurrentUploads,
    queue: CurrentQueue,
    access: SubmittableAssignment,
    idempotency_key: Annotated[
        str | None,
        Header(
            description="Names this request: sent again, it makes nothing new.",
            json_schema_extra={"minLength": 1, "maxLength": 255, "pattern": "^[ -~]+$"},
        ),
    ] = None,
    track: Annotated[  # noqa: ARG001 - for raw bodies, in the docs
        str | None, Query(description=f"{_TRACK} For raw bodies.")
    ] = None,
    *,
    again: Annotated[  # noqa: ARG001 - read with the body, in the docs
        bool, Query(description="Submit it although the same bytes were submitted before.")
    ] = False,
) -> ReceiptView:
    """Submit a file: multipart `file` and `track`, or the raw bytes with `?track=`.

    The answer comes once the submission can no longer be lost. With an `Idempotency-Key` the
    same request may be sent again without making a second submission. Bytes that you have sent to
    the track before are answered with 200 and that submission, unless `again` is true: nothing new
    is made then, and no try is used.
    """
    accepted = await uploads.submit(request, access, idempotency_key)
    state = accepted.evaluation.state
    if not accepted.is_new:
        state = await run_in_threadpool(uploads.shown_state, access, accepted)
    place = queue.place_of(accepted.evaluation.id) or Place(accepted.position, None)
    url = f"/api/v1/submissions/{accepted.submission.id}"
    response.headers["Location"] = url
    if accepted.same_file:
        response.status_code = HTTPStatus.OK
    return ReceiptView(
        id=accepted.submission.id,
        state=state,
        position=place.position,
        expected_s=place.expected_s,
        received_at=accepted.submission.received_at,
        sha256=accepted.submission.sha256,
        url=url,
        same_file=accepted.same_file,
    )


@router.get("/courses/{course}/assignments/{assignment}/submissions")
def list_submissions(
    session: ReadSession,
    access: ReadableAssignment,
    bundles: CurrentBundles,
    limit: Annotated[int, Query(ge=1, le=1000, description="How many at the most.")] = 100,
) -> list[HistoryLine]:
    """The viewer's own submissions, newest first."""
    return own_submissions(session, access, limit, stairs_of(bundles, access))


@router.get("/submissions/{submission_id}")
async def get_submission(
    request: Request, followed: Followed, wait: WaitSeconds = 0
) -> SubmissionView:
    """A submission's state, verdict, score and report; waits up to `wait` s until it is final."""
    if wait:
        leave_line(request)
    return await followed.wait(seconds=wait)


@router.post("/submissions/{submission_id}/score")
def ask_for_score(
    access: AskedSubmission, asking: CurrentAsking, followed: Followed
) -> SubmissionView:
    """Ask for the score of a validated file, where scores are shown only then.

    It spends one of the answers of a term. Asking again is free, and so is asking for what is shown
    anyway.
    """
    asking.ask(access)
    return followed.load()


def require_readable(followed: Followed) -> None:
    """Raise 404 for a submission that the viewer may not see, before a stream begins."""
    followed.load()


@router.get(
    "/submissions/{submission_id}/events",
    response_class=EventSourceResponse,
    dependencies=[Depends(require_readable)],
)
async def watch_submission(followed: Followed) -> AsyncIterator[ServerSentEvent]:
    """Events `submission` with the submission as JSON, until it is final."""
    async for view in followed.views(seconds=3600):
        if view is None:
            yield ServerSentEvent(comment="waiting")
        else:
            yield ServerSentEvent(event="submission", data=view)

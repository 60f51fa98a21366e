"""Submissions over HTTP: send one, wait for its verdict, watch it."""

import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.sse import EventSourceResponse, ServerSentEvent
from pydantic import AwareDatetime

from server.assignments.access import AssignmentAccess
from server.assignments.dependencies import (
    CurrentBundles,
    ReadableAssignment,
    SubmittableAssignment,
)
from server.assignments.stairs import stairs_of
from server.boards.dependencies import CurrentAsking
from server.core.lanes import Place
from server.core.models import EvaluationState, Scope
from server.core.queue import MemoryQueue
from server.identity.dependencies import CurrentDoorkeeper
from server.identity.last_uses import LastUses
from server.identity.rules import Viewer
from server.submissions.dependencies import (
    AskedSubmission,
    Followed,
    FollowedSubmission,
    SubmittedFor,
)
from server.submissions.upload import Uploads
from server.submissions.views import HistoryLine, SubmissionView, own_submissions
from server.web.api_model import ApiModel
from server.web.decisions import remember
from server.web.dependencies import ReadSession, WaitSeconds
from server.web.lines import leave_line
from server.web.shortcuts import Shortcut
from server.web.uploads import LARGEST_BODY

router = APIRouter(tags=["submissions"])


@dataclass(frozen=True)
class _Reading:
    """Who may read a submission. evaluation_id: its grading, where that has just begun."""

    viewer: Viewer
    evaluation_id: str | None = None


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
    response_model=ReceiptView,
    openapi_extra=_UPLOAD_BODY,
    responses={HTTPStatus.OK: {"description": "The same bytes were submitted before."}},
    max_body_size=LARGEST_BODY,
)
async def post_submission(
    request: Request,
    access: SubmittableAssignment,
    idempotency_key: Annotated[  # noqa: ARG001 - read with the body, in the docs
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
) -> Response:
    """Submit a file: multipart `file` and `track`, or the raw bytes with `?track=`.

    The answer comes once the submission can no longer be lost. With an `Idempotency-Key` the
    same request may be sent again without making a second submission. Bytes that you have sent to
    the track before are answered with 200 and that submission, unless `again` is true: nothing new
    is made then, and no try is used.
    """
    remember(request, access)
    return await take_upload(request, access)


async def take_upload(
    request: Request, access: AssignmentAccess, sent_by: str | None = None
) -> Response:
    """The receipt of the file that a request sends. access: its participant's.

    sent_by: who of staff sends it in their place.
    """
    held = request.app.state.held
    uploads: Uploads = held[Uploads]
    queue: MemoryQueue = held[MemoryQueue]
    key = request.headers.get("idempotency-key")
    if sent_by is None:
        held[LastUses].note(access.viewer)
    accepted = await uploads.submit(request, access, key, sent_by)
    submission, state = accepted.submission, accepted.evaluation.state
    if not accepted.is_new:
        state = await run_in_threadpool(uploads.shown_state, access, accepted)
    place = queue.place_of(accepted.evaluation.id) or Place(accepted.position, None)
    url = f"/api/v1/submissions/{submission.id}"
    receipt = ReceiptView(
        id=submission.id,
        state=state,
        position=place.position,
        expected_s=place.expected_s,
        received_at=submission.received_at,
        sha256=submission.sha256,
        url=url,
        same_file=accepted.same_file,
    )
    if sent_by is None and any(Scope.READ in way.scopes for way in access.viewer.ways):
        reader = access.viewer.narrow(Scope.READ)
        remember(request, _Reading(reader, accepted.evaluation.id), url)
    status = HTTPStatus.OK if accepted.same_file else HTTPStatus.ACCEPTED
    return _json(receipt, status, {"Location": url})


@router.post(
    "/courses/{course}/assignments/{assignment}/submissions/on-behalf",
    status_code=HTTPStatus.ACCEPTED,
    response_model=ReceiptView,
    openapi_extra=_UPLOAD_BODY,
    responses={HTTPStatus.OK: {"description": "The same bytes were submitted before."}},
    max_body_size=LARGEST_BODY,
)
async def post_on_behalf(
    request: Request,
    asked: SubmittedFor,
    track: Annotated[  # noqa: ARG001 - for raw bodies, in the docs
        str | None, Query(description=f"{_TRACK} For raw bodies.")
    ] = None,
    *,
    again: Annotated[  # noqa: ARG001 - read with the body, in the docs
        bool, Query(description="Submit it although the same bytes were submitted before.")
    ] = False,
) -> Response:
    """Submit a file in the place of a student, by their dates and tries. Instructors only.

    It is theirs, and its page says who sent it. A student whose dates or tries are over needs an
    exception first.
    """
    return await take_upload(request, asked.access, asked.sent_by)


@router.get("/courses/{course}/assignments/{assignment}/submissions")
def list_submissions(
    session: ReadSession,
    access: ReadableAssignment,
    bundles: CurrentBundles,
    limit: Annotated[int, Query(ge=1, le=1000, description="How many at the most.")] = 100,
) -> list[HistoryLine]:
    """The viewer's own submissions, newest first."""
    return own_submissions(session, access, limit, stairs_of(bundles, access))


@router.get("/submissions/{submission_id}", response_model=SubmissionView)
async def get_submission(request: Request, followed: Followed, wait: WaitSeconds = 0) -> Response:
    """A submission's state, verdict, score and report; waits up to `wait` s until it is final."""
    remember(request, _Reading(followed.viewer))
    return await _wait_for(request, followed, wait)


async def _wait_for(request: Request, followed: FollowedSubmission, wait_s: float) -> Response:
    if wait_s:
        leave_line(request)
    return _json(await followed.wait(seconds=wait_s))


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
async def watch_submission(
    followed: Followed, door: CurrentDoorkeeper
) -> AsyncIterator[ServerSentEvent]:
    """Events `submission` with the submission as JSON, until it is final.

    It ends within a minute after the token or session that opened it.
    """
    async for view in door.watch(followed.views(seconds=3600), followed.let_in):
        if view is None:
            yield ServerSentEvent(comment="waiting")
        else:
            yield ServerSentEvent(event="submission", data=view)


async def _follow(request: Request, reading: _Reading) -> Response:
    """What `get_submission` answers to who may read."""
    submission_id = request.scope["path"].rpartition("/")[2]
    followed = FollowedSubmission.of(request, submission_id, reading.viewer, reading.evaluation_id)
    return await _wait_for(request, followed, float(request.query_params.get("wait", "0")))


def _json(
    view: ApiModel, status: HTTPStatus = HTTPStatus.OK, headers: Mapping[str, str] | None = None
) -> Response:
    """A view as it is sent, written once."""
    return Response(view.model_dump_json(), status, headers=headers, media_type="application/json")


_PLAIN = "[A-Za-z0-9_.~-]+"
SHORTCUTS = (
    Shortcut(
        "POST",
        re.compile(f"/api/v1/courses/{_PLAIN}/assignments/{_PLAIN}/submissions"),
        re.compile(f"|track={_PLAIN}|((track={_PLAIN}&)?again=(true|false))".encode()),
        take_upload,
    ),
    Shortcut(
        "GET",
        re.compile(f"/api/v1/submissions/{_PLAIN}"),
        re.compile(rb"(wait=[0-5]?[0-9])?"),
        _follow,
    ),
)

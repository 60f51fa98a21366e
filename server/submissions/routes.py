"""Submissions over HTTP: send one, wait for its verdict, watch it."""

import time
from collections.abc import AsyncIterator
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.sse import EventSourceResponse, ServerSentEvent
from pydantic import AwareDatetime, BaseModel

from grader import Verdict
from languages import Locale
from server.assignments import participants
from server.assignments.access import assignment_access
from server.core.clock import now
from server.core.events import submission_topic
from server.core.models import EvaluationState, Scope
from server.courses import queries as courses
from server.identity.rules import Viewer
from server.service import Service
from server.submissions import queries, releases
from server.submissions.access import submission_access
from server.submissions.disclosure import Disclosure
from server.submissions.rules import Accepted
from server.submissions.upload import submit
from server.submissions.views import SubmissionView, submission_view
from server.web.dependencies import CurrentLocale, CurrentService, CurrentViewer, ReadSession
from server.web.uploads import LARGEST_BODY

router = APIRouter(tags=["submissions"])
LONGEST_WAIT_S = 60.0


class ReceiptView(BaseModel):
    """What is known of a submission that has just been committed."""

    id: str
    state: EvaluationState
    position: int
    received_at: AwareDatetime
    sha256: str
    url: str


class HistoryLine(BaseModel):
    """One of a participant's submissions. moved: whether it moved what the Ladder shows."""

    id: str
    track: str
    filename: str
    received_at: AwareDatetime
    state: EvaluationState
    verdict: Verdict | None
    score: float | None
    moved: bool | None
    points: float | None
    max_points: float | None
    url: str


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
                        "track": {"type": "string"},
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
    max_body_size=LARGEST_BODY,
)
async def post_submission(
    course: str,
    assignment: str,
    request: Request,
    response: Response,
    service: CurrentService,
    viewer: CurrentViewer,
    idempotency_key: Annotated[str | None, Header()] = None,
    track: Annotated[str | None, Query()] = None,  # noqa: ARG001 - for raw bodies, in the docs
) -> ReceiptView:
    """Submit a file: multipart `file` and `track`, or the raw bytes with `?track=`.

    The answer comes once the submission can no longer be lost. With an `Idempotency-Key` the
    same request may be sent again without making a second submission.
    """
    accepted = await submit(request, service, viewer, course, assignment, idempotency_key)
    state = await run_in_threadpool(_shown_state, service, viewer, accepted)
    url = f"/api/v1/submissions/{accepted.submission.id}"
    response.headers["Location"] = url
    return ReceiptView(
        id=accepted.submission.id,
        state=state,
        position=accepted.position,
        received_at=accepted.submission.received_at,
        sha256=accepted.submission.sha256,
        url=url,
    )


def _shown_state(service: Service, viewer: Viewer, accepted: Accepted) -> EvaluationState:
    """How far it is as its participant may know: a repeated one may be graded and held back."""
    evaluation = accepted.evaluation
    if not accepted.repeated:
        return evaluation.state
    with service.database.read() as session:
        access = submission_access(session, viewer, accepted.submission.id)
        released = releases.of_evaluations(session, [evaluation.id]).get(evaluation.id)
        disclosure = Disclosure.of(access.assignment_access, now())
        return disclosure.grading(evaluation, released).state


@router.get("/courses/{course}/assignments/{assignment}/submissions")
def list_submissions(
    course: str,
    assignment: str,
    session: ReadSession,
    viewer: CurrentViewer,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> list[HistoryLine]:
    """The viewer's own submissions, newest first."""
    viewer.require(Scope.READ)
    access = assignment_access(session, viewer, course, assignment)
    participant_id = participants.of_viewer(session, access)
    rows = queries.history(session, participant_id, access.version.id, limit)
    released = releases.of_evaluations(session, [evaluation.id for _, _, evaluation in rows])
    disclosure = Disclosure.of(access, now())
    results = [
        disclosure.grading(evaluation, released.get(evaluation.id)) for _, _, evaluation in rows
    ]
    return [
        HistoryLine(
            id=submission.id,
            track=track.slug,
            filename=submission.filename,
            received_at=submission.received_at,
            state=result.state,
            verdict=result.verdict,
            score=result.score,
            moved=result.released and result.released.moved,
            points=evaluation.points,
            max_points=evaluation.max_points,
            url=f"/submissions/{submission.id}",
        )
        for (submission, track, evaluation), result in zip(rows, results, strict=True)
    ]


def load_submission(
    service: Service, viewer: Viewer, submission_id: str, locale: Locale
) -> SubmissionView:
    """The submission as the viewer may see it now."""
    viewer.require(Scope.READ)
    with service.database.read() as session:
        access = submission_access(session, viewer, submission_id)
        course_id = access.assignment_access.course.id
        author = courses.membership(session, course_id, access.submission.person_id)
        return submission_view(session, access, locale, author)


async def follow_submission(
    service: Service, viewer: Viewer, submission_id: str, locale: Locale, *, seconds: float
) -> AsyncIterator[SubmissionView | None]:
    """The submission now and after each change until it is final; None to keep a line open."""
    deadline = time.monotonic() + seconds
    pause_s = service.pause_s(service.intervals.submission_recheck_s)
    with service.events.subscribe(submission_topic(submission_id)) as subscription:
        shown = None
        while True:
            view = await run_in_threadpool(load_submission, service, viewer, submission_id, locale)
            yield view if view != shown else None
            shown = view
            left_s = deadline - time.monotonic()
            if view.state is EvaluationState.FINAL or left_s <= 0 or service.events.closed:
                return
            await subscription.wait(min(left_s, pause_s))


@router.get("/submissions/{submission_id}")
async def get_submission(
    submission_id: str,
    service: CurrentService,
    viewer: CurrentViewer,
    locale: CurrentLocale,
    wait: Annotated[float, Query(ge=0, le=LONGEST_WAIT_S)] = 0,
) -> SubmissionView:
    """A submission's state, verdict, score and report; waits up to `wait` s until it is final."""
    latest = None
    async for view in follow_submission(service, viewer, submission_id, locale, seconds=wait):
        latest = view or latest
    assert latest is not None
    return latest


def require_readable(
    submission_id: str, service: CurrentService, viewer: CurrentViewer, locale: CurrentLocale
) -> None:
    """Raise 404 for a submission that the viewer may not see, before a stream begins."""
    load_submission(service, viewer, submission_id, locale)


@router.get(
    "/submissions/{submission_id}/events",
    response_class=EventSourceResponse,
    dependencies=[Depends(require_readable)],
)
async def watch_submission(
    submission_id: str, service: CurrentService, viewer: CurrentViewer, locale: CurrentLocale
) -> AsyncIterator[ServerSentEvent]:
    """Events `submission` with the submission as JSON, until it is final."""
    following = follow_submission(service, viewer, submission_id, locale, seconds=3600)
    async for view in following:
        if view is None:
            yield ServerSentEvent(comment="waiting")
        else:
            yield ServerSentEvent(event="submission", data=view)

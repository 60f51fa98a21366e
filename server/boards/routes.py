"""Boards over HTTP."""

import math
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Path, Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import AwareDatetime
from sqlalchemy.orm import Session

from grader import Moment
from server.assignments.access import assignment_access
from server.assignments.dependencies import (
    ManagerOfAssignment,
    ReadableAssignment,
    SubmittableAssignment,
)
from server.assignments.schedule import next_date
from server.boards.choices import choose
from server.boards.dependencies import (
    CurrentBoards,
    CurrentRemovals,
    CurrentWatch,
    ManagedSubmission,
    TrackSlug,
)
from server.boards.reveals import reveal
from server.boards.views import BoardView, Part
from server.core.clock import now
from server.core.events import board_topic
from server.core.models import Scope, Track
from server.identity.dependencies import CurrentDoorkeeper
from server.identity.rules import Viewer
from server.submissions.access import SubmissionAccess
from server.submissions.dependencies import AskedSubmission
from server.web.api_model import ApiModel, Asked
from server.web.dependencies import LARGEST_NUMBER, CurrentDatabase, CurrentEvents, ReadSession
from server.web.interface import NOT_MODIFIED
from server.web.ready_answers import ReadyAnswer, matches

router = APIRouter(tags=["leaderboard"])


class RevealMoment(Asked):
    """When a track is to be revealed."""

    at: Moment | None = None
    """The moment; null for now. One that has passed is now."""


class AskedRemoval(Asked):
    """Why something is taken off a board."""

    reason: str
    """Why, in 1 to 500 characters; whoever it is about reads it."""


class RevealView(ApiModel):
    """When a track is revealed."""

    track: str
    """Its slug."""
    reveal_at: AwareDatetime
    """When its private scores are shown and its board ranks by them."""
    revealed: bool
    """Whether that has come."""


_CHOICE = "/courses/{course}/assignments/{assignment}/choices/{submission}"
_DISQUALIFIED = "/courses/{course}/assignments/{assignment}/disqualified"
_Person = Annotated[str, Query(min_length=1, max_length=64, description="The student's alias.")]
SubmissionId = Annotated[str, Path(description="The id of a submission of one's own.")]


@router.put(_CHOICE, status_code=HTTPStatus.NO_CONTENT)
def put_choice(
    submission: SubmissionId,
    database: CurrentDatabase,
    events: CurrentEvents,
    access: SubmittableAssignment,
) -> None:
    """Choose a file of one's own to count, where the bundle lets participants choose."""
    choose(database, events, access, submission, is_chosen=True)


@router.delete(_CHOICE, status_code=HTTPStatus.NO_CONTENT)
def delete_choice(
    submission: SubmissionId,
    database: CurrentDatabase,
    events: CurrentEvents,
    access: SubmittableAssignment,
) -> None:
    """Take back that a file of one's own is to count."""
    choose(database, events, access, submission, is_chosen=False)


@router.put("/submissions/{submission_id}/withdrawal", status_code=HTTPStatus.NO_CONTENT)
def put_withdrawal(access: AskedSubmission, removals: CurrentRemovals) -> None:
    """Withdraw a file of one's own, until the deadline: it counts for no board.

    Its try is not given back, and what it has told stays told. 403 after the deadline, and where
    course staff have decided about it. Doing it again changes nothing.
    """
    removals.withdraw(_viewer(access), access.submission.id, is_withdrawn=True)


@router.delete("/submissions/{submission_id}/withdrawal", status_code=HTTPStatus.NO_CONTENT)
def delete_withdrawal(access: AskedSubmission, removals: CurrentRemovals) -> None:
    """Take back that a file of one's own was withdrawn, until the deadline."""
    removals.withdraw(_viewer(access), access.submission.id, is_withdrawn=False)


@router.put("/submissions/{submission_id}/disqualification", status_code=HTTPStatus.NO_CONTENT)
def put_disqualification(
    access: ManagedSubmission, removals: CurrentRemovals, asked: AskedRemoval
) -> None:
    """Take anybody's file off its board for a reason, which its sender reads. Instructors only."""
    removals.disqualify(_viewer(access), access.submission.id, asked.reason)


@router.delete("/submissions/{submission_id}/disqualification", status_code=HTTPStatus.NO_CONTENT)
def delete_disqualification(access: ManagedSubmission, removals: CurrentRemovals) -> None:
    """Put a file back on its board, whoever took it off. Instructors only."""
    removals.disqualify(_viewer(access), access.submission.id, None)


@router.put(_DISQUALIFIED, status_code=HTTPStatus.NO_CONTENT)
def put_disqualified(
    access: ManagerOfAssignment,
    removals: CurrentRemovals,
    asked: AskedRemoval,
    person: _Person,
    track: TrackSlug = None,
) -> None:
    """Take a student off the board of a track for a reason, which they read. Instructors only."""
    removals.disqualify_person(access, access.track(track).slug, person, asked.reason)


@router.delete(_DISQUALIFIED, status_code=HTTPStatus.NO_CONTENT)
def delete_disqualified(
    access: ManagerOfAssignment,
    removals: CurrentRemovals,
    person: _Person,
    track: TrackSlug = None,
) -> None:
    """Put a student back on the board of a track. Instructors only."""
    removals.disqualify_person(access, access.track(track).slug, person, None)


def _viewer(access: SubmissionAccess) -> Viewer:
    return access.assignment_access.viewer


@router.put("/courses/{course}/assignments/{assignment}/tracks/{track}/reveal")
def put_reveal(
    track: Annotated[str, Path(description="The slug of the track.")],
    wanted: RevealMoment,
    database: CurrentDatabase,
    events: CurrentEvents,
    access: ManagerOfAssignment,
) -> RevealView:
    """Reveal a track now or at a moment, whatever its bundle says, for instructors.

    409 before its closing, and for another moment once it is revealed: what was shown is not taken
    back. Doing it again changes nothing.
    """
    dates = reveal(database, events, access, track, wanted.at)
    assert dates.reveal_at is not None, "it has just been said"
    return RevealView(track=track, reveal_at=dates.reveal_at, revealed=dates.is_final(now()))


@router.get(
    "/courses/{course}/assignments/{assignment}/leaderboard",
    response_model=BoardView,
    responses=NOT_MODIFIED,
)
def get_leaderboard(
    request: Request,
    session: ReadSession,
    boards: CurrentBoards,
    access: ReadableAssignment,
    track: TrackSlug = None,
    part: Annotated[Part | None, Query(description="By which rows' scores it is to rank.")] = None,
    limit: Annotated[int, Query(ge=1, le=1000, description="How many rows at the most.")] = 1000,
    cursor: Annotated[
        int,
        Query(ge=0, le=LARGEST_NUMBER, description="From which row on: `next_cursor`."),
    ] = 0,
    if_none_match: Annotated[str, Header(description="An `ETag` that was given before.")] = "",
) -> Response:
    """A track's board, best first. Answers 304 to an `If-None-Match` of the same version.

    `part`: by which rows' scores it ranks; by default the public ones until the reveal, then the
    private ones. Before the reveal only staff may ask for `private`.
    """
    found, moment = access.track(track), now()
    board = boards.get(session, access, found, part)
    place = (found.id, access.is_staff, part, cursor, limit)
    body = board.part_json(cursor, limit)
    date = next_date(access.definition, access.tracks.values(), None, moment)
    until = math.inf if date is None else date.timestamp()
    ready = ReadyAnswer(place, board_topic(found.id), board.etag, body, until)
    request.state.ready_answer = ready
    if matches(if_none_match, board.etag):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=ready.headers)
    return Response(body, headers=ready.headers, media_type="application/json")


async def watched_track(access: ReadableAssignment, track: TrackSlug = None) -> Track:
    """The track to watch. Raises what the board itself would, before a stream begins."""
    return access.track(track)


class EventStream(StreamingResponse):
    """Server-sent events, whose lines are written already."""

    media_type = "text/event-stream"


@router.get(
    "/courses/{course}/assignments/{assignment}/leaderboard/events", response_class=EventStream
)
async def watch_leaderboard(
    watch: CurrentWatch,
    access: ReadableAssignment,
    door: CurrentDoorkeeper,
    track: Annotated[Track, Depends(watched_track)],
) -> EventStream:
    """Events `board` with the new version, whenever the board changes, twice a second at most.

    They end within a minute after the token or session that opened them.
    """

    def let_in(session: Session, viewer: Viewer) -> None:
        course, slug = access.course.slug, access.assignment.slug
        assignment_access(session, viewer.narrow(Scope.READ), course, slug)

    headers = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}
    return EventStream(door.watch(watch.lines(track.id, track.slug), let_in), headers=headers)

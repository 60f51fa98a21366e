"""Boards over HTTP."""

from collections.abc import AsyncIterator
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.sse import EventSourceResponse, ServerSentEvent
from pydantic import AwareDatetime

from server.assignments.dependencies import (
    ManagerOfAssignment,
    ReadableAssignment,
    SubmittableAssignment,
)
from server.assignments.schedule import dates_of
from server.boards import queries
from server.boards.choices import choose
from server.boards.dependencies import CurrentBoards, TrackSlug
from server.boards.ranking import shown_version
from server.boards.reveals import reveal
from server.boards.views import BoardView, Part
from server.core.clock import now
from server.core.database import Database
from server.core.events import board_topic
from server.core.models import Track
from server.core.outages import outage_of
from server.submissions.disclosure import Disclosure
from server.web.api_model import ApiModel
from server.web.dependencies import CurrentDatabase, CurrentEvents, CurrentIntervals, ReadSession

router = APIRouter(tags=["leaderboard"])


class RevealMoment(ApiModel):
    """When a track is to be revealed."""

    at: AwareDatetime | None = None
    """The moment; null for now. One that has passed is now."""


class RevealView(ApiModel):
    """When a track is revealed."""

    track: str
    """Its slug."""
    reveal_at: AwareDatetime
    """When its private scores are shown and its board ranks by them."""
    revealed: bool
    """Whether that has come."""


class BoardChange(ApiModel):
    """Says that a board has a new version."""

    track: str
    """The slug of its track."""
    version: int
    """The new version."""


_CHOICE = "/courses/{course}/assignments/{assignment}/choices/{submission}"
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


@router.get("/courses/{course}/assignments/{assignment}/leaderboard", response_model=BoardView)
def get_leaderboard(
    request: Request,
    session: ReadSession,
    boards: CurrentBoards,
    access: ReadableAssignment,
    track: TrackSlug = None,
    part: Annotated[Part | None, Query(description="By which rows' scores it is to rank.")] = None,
    limit: Annotated[int, Query(ge=1, le=1000, description="How many rows at the most.")] = 1000,
    cursor: Annotated[int, Query(ge=0, description="From which row on: `next_cursor`.")] = 0,
) -> Response:
    """A track's board, best first. Answers 304 to an `If-None-Match` of the same version.

    `part`: by which rows' scores it ranks; by default the public ones until the reveal, then the
    private ones. Before the reveal only staff may ask for `private`.
    """
    board = boards.get(session, access, access.track(track), part)
    headers = {"ETag": board.etag, "Cache-Control": "private, no-cache"}
    if _matches(request.headers.get("if-none-match", ""), board.etag):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    return Response(board.part_json(cursor, limit), headers=headers, media_type="application/json")


async def watched_track(access: ReadableAssignment, track: TrackSlug = None) -> Track:
    """The track to watch. Raises what the board itself would, before a stream begins."""
    return access.track(track)


@router.get(
    "/courses/{course}/assignments/{assignment}/leaderboard/events",
    response_class=EventSourceResponse,
)
async def watch_leaderboard(
    database: CurrentDatabase,
    events: CurrentEvents,
    intervals: CurrentIntervals,
    track: Annotated[Track, Depends(watched_track)],
) -> AsyncIterator[ServerSentEvent]:
    """Events `board` with the new version, whenever the board changes."""
    with events.subscribe(board_topic(track.id)) as subscription:
        shown = -1
        while not events.closed:
            version = await run_in_threadpool(_version, database, track.id, shown)
            if version != shown:
                change = BoardChange(track=track.slug, version=version)
                yield ServerSentEvent(event="board", data=change)
                shown = version
            else:
                yield ServerSentEvent(comment="waiting")
            await subscription.wait(intervals.board_recheck_s)


def _version(database: Database, track_id: str, shown: int) -> int:
    """The version now; while the database is away, the one that is shown: no open line ends."""
    try:
        with database.read() as session:
            track, active = queries.board_version(session, track_id)
            disclosure = Disclosure.at(active.parsed, dates_of(active.parsed, track, None), now())
            return shown_version(track.board_version, disclosure)
    except Exception as error:
        if outage_of(error) is None:
            raise
        return shown


def _matches(if_none_match: str, etag: str) -> bool:
    """Whether an `If-None-Match` header names this entity (RFC 9110, section 13.1.2)."""
    named = [tag.strip().removeprefix("W/") for tag in if_none_match.split(",")]
    return "*" in named or etag in named

"""Scores over time over HTTP."""

from fastapi import APIRouter

from server.assignments.dependencies import ReadableAssignment
from server.boards.dependencies import TrackSlug
from server.history.dependencies import CurrentHistory, ReadableMember
from server.history.views import HistoryView
from server.web.dependencies import ReadSession

router = APIRouter(tags=["leaderboard"])


@router.get("/courses/{course}/assignments/{assignment}/history")
def get_history(
    session: ReadSession,
    history: CurrentHistory,
    access: ReadableAssignment,
    member: ReadableMember,
    track: TrackSlug = None,
) -> HistoryView:
    """Your scores on a track over time, the class's best, and how the class is spread.

    From the reveal on with everybody's public and private place. `alias`: of another participant,
    for staff.
    """
    return history.get(session, access, access.track(track), member)

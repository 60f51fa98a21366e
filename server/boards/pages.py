"""The page of boards: every track's, one under the other."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from server.assignments import participants
from server.boards.dependencies import CurrentBoards
from server.boards.panels import panels
from server.boards.views import Part
from server.submissions.frames import CurrentFrame
from server.web.dependencies import ReadSession

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

"""The pages of everybody's files, and of what the class fails at, for staff."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from grader import Verdict
from server.assignments.dependencies import StaffOfAssignment
from server.files.dependencies import ListedFiles
from server.files.failures import failures_of
from server.files.queries import Stage
from server.submissions.frames import CurrentFrame
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

"""The page of an assignment."""

from fastapi import APIRouter
from fastapi.responses import Response

from server.assignments.timetable import schedule
from server.core.clock import now
from server.submissions.frames import CurrentFrame
from server.submissions.views import own_submissions
from server.web.dependencies import ReadSession

router = APIRouter()
_RECENT = 20


@router.get("/courses/{course}/assignments/{assignment}", response_model=None)
def assignment_page(session: ReadSession, frame: CurrentFrame) -> Response:
    """What is asked for, the form to send a file with, and what was sent."""
    moment = now()
    return frame.page(
        "assignment.html",
        schedule=schedule(frame.assignment, moment),
        schedules={
            track.slug: schedule(frame.assignment.on(track.slug), moment)
            for track in frame.assignment.tracks
        },
        history=own_submissions(session, frame.access, _RECENT, frame.stairs),
    )

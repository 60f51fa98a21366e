"""Scores over time over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Query
from sqlalchemy.orm import Session

from server.assignments.access import AssignmentAccess, assignment_access
from server.boards.history import HistoryView
from server.core.errors import not_found
from server.core.models import Membership, Scope
from server.courses import queries as courses
from server.web.dependencies import CurrentService, CurrentViewer, ReadSession

router = APIRouter(tags=["leaderboard"])


@router.get("/courses/{course}/assignments/{assignment}/history")
def get_history(
    course: str,
    assignment: str,
    session: ReadSession,
    service: CurrentService,
    viewer: CurrentViewer,
    track: Annotated[str | None, Query()] = None,
    alias: Annotated[str | None, Query()] = None,
) -> HistoryView:
    """Your scores on a track over time, the class's best, and how the class is spread.

    From the reveal on with everybody's public and private place. `alias`: of another participant,
    for staff.
    """
    viewer.require(Scope.READ)
    access = assignment_access(session, viewer, course, assignment)
    member = member_of(session, access, alias)
    return service.history.get(session, access, access.track(track), member)


def member_of(session: Session, access: AssignmentAccess, alias: str | None) -> Membership | None:
    """Whose history is read: a participant's own; for staff that of an alias, else nobody's.

    Raises 403 for participants who ask for somebody else's, 404 for an alias that is not there.
    """
    own = access.course_access.membership
    if not access.is_staff and (not alias or (own is not None and alias == own.alias)):
        return own
    access.course_access.require_staff()
    if not alias:
        return None
    member = courses.member_by_alias(session, access.course.id, alias)
    if member is None:
        raise not_found("participant", alias)
    return member

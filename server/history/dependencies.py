"""Histories as routes and pages ask for them, and whose is read."""

from typing import Annotated

from fastapi import Depends, Query

from server.assignments.dependencies import ReadableAssignment
from server.core.errors import not_found
from server.core.models import Membership
from server.courses import queries as courses
from server.history.reader import HistoryReader
from server.web.dependencies import ReadSession, held

CurrentHistory = Annotated[HistoryReader, held(HistoryReader)]


def read_member(
    session: ReadSession,
    access: ReadableAssignment,
    alias: Annotated[str | None, Query(description="Of another participant, for staff.")] = None,
) -> Membership | None:
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


ReadableMember = Annotated[Membership | None, Depends(read_member)]

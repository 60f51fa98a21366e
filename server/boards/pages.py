"""The page of a history: scores over time, the class, and what the reveal changed."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from server.assignments.access import AssignmentAccess, assignment_access
from server.assignments.views import assignment_view
from server.boards.cards import decimals
from server.boards.charts import bars, slopes, timeline
from server.boards.history_routes import member_of
from server.boards.panels import private_decimals_of
from server.core.clock import now
from server.core.models import Membership, Role
from server.courses import queries as courses
from server.courses.pages import PageViewer
from server.courses.views import course_view
from server.web.dependencies import CurrentLocale, CurrentService, ReadSession
from server.web.pages.rendering import render

router = APIRouter()


@router.get("/courses/{course}/assignments/{assignment}/history", response_model=None)
def history_page(
    course: str,
    assignment: str,
    request: Request,
    session: ReadSession,
    service: CurrentService,
    viewer: PageViewer,
    locale: CurrentLocale,
    track: Annotated[str | None, Query()] = None,
    alias: Annotated[str | None, Query()] = None,
) -> Response:
    """A participant's history on a track, the first one where none is named."""
    access = assignment_access(session, viewer, course, assignment)
    member = member_of(session, access, alias)
    chosen = access.track(track or next(iter(access.tracks)))
    found = service.history.get(session, access, chosen, member)
    view = assignment_view(session, service.bundles, access, locale)
    until = now() if view.closes_at is None else min(now(), view.closes_at)
    return render(
        request,
        "history.html",
        viewer=viewer,
        course=course_view(access.course, access.course_access.membership),
        assignment=view,
        track=next(one for one in view.tracks if one.slug == chosen.slug),
        history=found,
        timeline=timeline(found, decimals(access, view), until),
        bars=bars(found.distribution),
        slopes=slopes(found.shake_up or ()),
        decimals=decimals(access, view),
        private_decimals=private_decimals_of(access),
        is_staff=access.is_staff,
        students=_students(session, access),
        is_private_shown=any(one.private_score is not None for one in found.submissions),
    )


def _students(session: Session, access: AssignmentAccess) -> list[tuple[Membership, str]]:
    """Whom staff may look at, with their names; nobody for participants."""
    if not access.is_staff:
        return []
    return [
        (member, person.name)
        for member, person in courses.roster(session, access.course.id)
        if member.active and member.role is Role.STUDENT
    ]

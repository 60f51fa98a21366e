"""The page of a history: scores over time, the class, and what the reveal changed."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response
from sqlalchemy.orm import Session

from server.assignments.access import AssignmentAccess
from server.core.clock import now
from server.core.models import Membership, Role
from server.courses import queries as courses
from server.history.charts import bars, slopes, timeline
from server.history.dependencies import CurrentHistory, ReadableMember
from server.history.reader import in_metric
from server.submissions.frames import CurrentFrame
from server.submissions.secondary_views import secondary_columns
from server.web.dependencies import ReadSession

router = APIRouter()


@router.get("/courses/{course}/assignments/{assignment}/history", response_model=None)
def history_page(
    session: ReadSession,
    history: CurrentHistory,
    frame: CurrentFrame,
    member: ReadableMember,
    track: Annotated[str | None, Query()] = None,
    metric: Annotated[str | None, Query()] = None,
) -> Response:
    """A participant's history on a track, the first one where none is named.

    metric: one that ranks nobody, to draw the scores by; else they are those that rank.
    """
    access, view = frame.access, frame.assignment
    chosen = access.track(track or next(iter(access.tracks)))
    found = history.get(session, access, chosen, member)
    dated = view.on(chosen.slug)
    ends_at = dated.late_until or dated.closes_at
    until = now() if ends_at is None else min(now(), ends_at)
    columns = secondary_columns(view, frame.disclosures[chosen.slug])
    column = next((one for one in columns if one.metric == metric), None)
    drawn, decimals = found, frame.decimals[chosen.slug]
    if column is not None:
        drawn, decimals = in_metric(found, column.metric, column.better), column.decimals
    return frame.page(
        "history.html",
        track=next(one for one in view.tracks if one.slug == chosen.slug),
        history=found,
        secondary=columns,
        column=column,
        timeline=timeline(drawn, decimals, until),
        bars=bars(found.distribution),
        slopes=slopes(found.shake_up or ()),
        students=_students(session, access),
        is_private_shown=any(one.private_score is not None for one in found.submissions),
    )


def _students(session: Session, access: AssignmentAccess) -> list[tuple[Membership, str]]:
    """Whom staff may look at, with their names; nobody for participants."""
    if not access.is_staff:
        return []
    return [
        (member, member.called)
        for member, _ in courses.roster(session, access.course.id)
        if member.active and member.role is Role.STUDENT
    ]

"""Where an assignment stands in time, and which date matters next."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from grader import Dates
from server.assignments.views import AssignmentView


class Phase(StrEnum):
    """Whether files are taken, or even participants see nothing of it yet."""

    DRAFT = "draft"
    HIDDEN = "hidden"
    UPCOMING = "upcoming"
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True)
class Schedule:
    """The phase at a moment, and the next date of the assignment, None after the last.

    is_late: whether it is open to late files alone.
    """

    phase: Phase
    next_date: datetime | None
    is_late: bool = False


def schedule(view: AssignmentView, moment: datetime) -> Schedule:
    """Where the assignment stands at `moment`. It takes files up to and including its close.

    While late ones are taken it is open.
    """
    ahead = (view.visible_from, view.opens_at, view.closes_at, view.late_until, view.reveal_at)
    dates = Dates(view.visible_from, view.opens_at, view.closes_at, late_until=view.late_until)
    next_date = next((date for date in ahead if date is not None and moment <= date), None)
    if view.draft:
        return Schedule(Phase.DRAFT, next_date)
    if dates.is_hidden(moment):
        return Schedule(Phase.HIDDEN, next_date)
    if dates.is_upcoming(moment):
        return Schedule(Phase.UPCOMING, next_date)
    if dates.is_over(moment):
        return Schedule(Phase.CLOSED, next_date)
    return Schedule(Phase.OPEN, next_date, is_late=dates.is_late(moment))

"""Where an assignment stands in time, and which date matters next."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from server.assignments.views import AssignmentView


class Phase(StrEnum):
    """Whether files are taken."""

    UPCOMING = "upcoming"
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True)
class Schedule:
    """The phase at a moment, and the next date of the assignment, None after the last."""

    phase: Phase
    next_date: datetime | None


def schedule(view: AssignmentView, moment: datetime) -> Schedule:
    """Where the assignment stands at `moment`. It takes files up to and including its close."""
    dates = (view.opens_at, view.closes_at, view.reveal_at)
    next_date = next((date for date in dates if date is not None and moment <= date), None)
    if view.opens_at is not None and moment < view.opens_at:
        return Schedule(Phase.UPCOMING, next_date)
    if view.closes_at is not None and moment > view.closes_at:
        return Schedule(Phase.CLOSED, next_date)
    return Schedule(Phase.OPEN, next_date)

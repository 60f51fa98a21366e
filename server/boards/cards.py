"""Assignments in a list: what is due, what has been reached, what is left to try."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from server.assignments import participants
from server.assignments.access import AssignmentAccess
from server.assignments.timetable import Phase, Schedule, schedule
from server.assignments.views import AssignmentView
from server.boards.board import Boards
from server.boards.panels import Panel, panels
from server.core.clock import now
from server.courses.views import CourseView

_NEVER = datetime.max.replace(tzinfo=UTC)
_URGENCY = (Phase.OPEN, Phase.UPCOMING, Phase.HIDDEN, Phase.DRAFT, Phase.CLOSED)


@dataclass(frozen=True)
class AssignmentCard:
    """An assignment and how the reader stands in it."""

    view: AssignmentView
    schedule: Schedule
    panels: list[Panel]


@dataclass(frozen=True)
class CourseCard:
    """A course and its assignments."""

    course: CourseView
    assignments: list[AssignmentCard]


def assignment_card(
    session: Session, boards: Boards, access: AssignmentAccess, view: AssignmentView
) -> AssignmentCard:
    """The card of an assignment, for the one who has this access to it."""
    found = panels(session, boards, access, view, participants.of_viewer(session, access))
    return AssignmentCard(view, schedule(view, now()), found)


def most_urgent_first(cards: Iterable[AssignmentCard]) -> list[AssignmentCard]:
    """What takes files now, by deadline; then what opens later; then what has closed."""
    return sorted(cards, key=lambda card: _urgency(card.schedule))


def _urgency(found: Schedule) -> tuple[int, datetime]:
    return _URGENCY.index(found.phase), found.next_date or _NEVER

"""What people are shown of what becomes of late files."""

from grader import Definition
from server.assignments.late import LateDays
from server.web.api_model import ApiModel


class LateView(ApiModel):
    """What becomes of files after the deadline."""

    grace_minutes: int
    """For how long after the deadline, and after each late day, a file still is of before."""
    most_days: int
    """On how many late days files are taken."""
    purse: int | None
    """How many late days may be spent in the course; null where only `most_days` bounds them."""
    points_off: float | None
    """How many points each late day of the file that counts takes off; null for none."""
    percent_off: float | None
    """How many per cent of them; null for none."""
    spent: int | None
    """How many late days the reader has spent here; null for staff, and without late days."""
    left: int | None
    """How many more they can spend here; null for staff, and without late days."""


def late_view(definition: Definition, days: LateDays | None) -> LateView | None:
    """The rule of a bundle, and what the reader has of it; None where late files are refused."""
    if definition.late is None:
        return None
    said = definition.late.model_dump()
    return LateView(**said, spent=days and days.spent, left=days and days.left)

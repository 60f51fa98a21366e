"""The time, in one place so that every moment stored is UTC."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


def now() -> datetime:
    """This moment in UTC."""
    return datetime.now(UTC)


def local_date(moment: datetime, time_zone: str) -> date:
    """The calendar date of `moment` in a course's zone, which bounds its daily quota."""
    return moment.astimezone(ZoneInfo(time_zone)).date()

"""`[late]` of a definition: which files are taken after the deadline, and what that costs."""

import math
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Annotated

from pydantic import Field
from pydantic_core import PydanticCustomError

from grader.definition.sections import PositiveNumber, Section

_DAY = timedelta(days=1)


class Late(Section):
    """What becomes of files after the deadline; without it, they are refused."""

    grace_minutes: Annotated[int, Field(ge=0, le=1440)] = 0
    """For how long after the deadline, and after each late day, a file still is of before."""
    most_days: Annotated[int, Field(ge=0, le=60)] = 0
    """On how many late days files are taken."""
    purse: Annotated[int, Field(ge=0, le=1000)] | None = None
    """How many late days a participant may spend in the course, over all assignments with a purse;
    without it, only `most_days` bounds them."""
    points_off: PositiveNumber | None = None
    """How many points of `[grades]` each late day of the file that counts takes off."""
    percent_off: Annotated[float, Field(gt=0, le=100, allow_inf_nan=False)] | None = None
    """The same in per cent of what the file earns."""

    @property
    def grace(self) -> timedelta:
        """How long a file still is of before."""
        return timedelta(minutes=self.grace_minutes)

    @property
    def period(self) -> timedelta:
        """How long after its deadline a track takes files at the most."""
        return self.grace + self.most_days * _DAY

    def days(self, closes_at: datetime | None, moment: datetime) -> int:
        """Of which late day a moment is: 0 up to the deadline and its grace."""
        if closes_at is None:
            return 0
        return max(0, math.ceil((moment - closes_at - self.grace) / _DAY))

    def take_off(self, points: float, days: int) -> float:
        """What is left of points on so many late days, never less than nothing."""
        if self.points_off is not None:
            points -= days * self.points_off
        elif self.percent_off is not None:
            points *= 1 - days * self.percent_off / 100
        return max(0.0, points)


def require_late(late: Late, *, has_points: bool) -> None:
    """Raise where keys do not go with each other. has_points: whether there are any to take off."""
    off = [key for key in ("points_off", "percent_off") if getattr(late, key) is not None]
    given: Sequence[str] = [*off, *(() if late.purse is None else ("purse",))]
    if given and late.most_days == 0:
        raise _wrong("late_days_missing", given[0])
    if len(off) > 1:
        raise _wrong("late_off_twice", off[1])
    if off and not has_points:
        raise _wrong("late_without_grades", off[0])


def _wrong(code: str, key: str) -> PydanticCustomError:
    return PydanticCustomError(code, "expected another", {"at": ("late", key)})

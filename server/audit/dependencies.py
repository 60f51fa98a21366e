"""The audit trail as routes and pages ask for it: who may read of what, and what is asked for."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import Depends, Query
from pydantic import BeforeValidator, Field

from server.audit import queries
from server.audit.queries import EventFilter
from server.core.models import Course
from server.courses.access import CourseAccess
from server.courses.dependencies import ReadableCourse
from server.identity.dependencies import Administrator, Reader
from server.identity.rules import Viewer
from server.web.dependencies import ReadSession

_DAY = timedelta(days=1)
_ACTION = r"^[a-z_]+(\.[a-z_]+)?$"
Cursor = Annotated[
    str | None, Query(max_length=26, description="Those before this one, as `next` said it.")
]


async def read_course_audit(access: ReadableCourse) -> CourseAccess:
    """A course, for who may read what was done in it: its instructors. Raises 403."""
    access.require_manager()
    return access


async def read_site_audit(_: Reader, administrator: Administrator) -> Viewer:
    """Who may read what was done on the whole site: administrators."""
    return administrator


AuditOfCourse = Annotated[CourseAccess, Depends(read_course_audit)]
AuditOfSite = Annotated[Viewer, Depends(read_site_audit)]


def _none_for_empty(given: object) -> object:
    return given or None  # a field of a form that was left empty


_left_empty = BeforeValidator(_none_for_empty)
_Name = Annotated[Annotated[str, Field(max_length=255)] | None, _left_empty]
_Action = Annotated[Annotated[str, Field(pattern=_ACTION, max_length=64)] | None, _left_empty]
_Day = Annotated[
    Annotated[date, Field(ge=date(2000, 1, 1), le=date(2999, 1, 1))] | None, _left_empty
]


@dataclass(frozen=True)
class AskedEvents:
    """What is asked for, as it was said."""

    session: ReadSession
    who: Annotated[
        _Name, Query(description="By whom or to whom: an alias; on the site a name too.")
    ] = None
    what: Annotated[_Action, Query(description="An action, or its first word.")] = None
    since: Annotated[_Day, Query(alias="from", description="The first day.")] = None
    until: Annotated[_Day, Query(alias="to", description="The last day.")] = None

    def in_course(self, course: Course) -> EventFilter:
        """Of that course, by days of its zone."""
        return self._filter(course.id, ZoneInfo(course.time_zone))

    def on_site(self) -> EventFilter:
        """Of the whole site, by days of UTC."""
        return self._filter(None, UTC)

    def _filter(self, course_id: str | None, zone: tzinfo) -> EventFilter:
        who, until = None, self.until
        if self.who is not None:
            who = queries.people_called(self.session, self.who, course_id)
        return EventFilter(
            course_id=course_id,
            who=who,
            what=self.what,
            since=None if self.since is None else datetime.combine(self.since, time(), zone),
            until=None if until is None else datetime.combine(until + _DAY, time(), zone),
        )


Asked = Annotated[AskedEvents, Depends()]

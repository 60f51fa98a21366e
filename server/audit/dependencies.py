"""The audit trail as routes and pages ask for it: who may read of what, and what is asked for."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from fastapi import Depends, Query
from pydantic import Field

from server.audit import queries
from server.audit.queries import EventFilter
from server.core.models import Course
from server.courses.dependencies import InstructorOfCourse
from server.identity.dependencies import Administrator, Reader
from server.identity.rules import Viewer
from server.web.dependencies import ReadSession

_DAY = timedelta(days=1)
_ACTION = r"^([a-z_]+(\.[a-z_]+)?)?$"
Cursor = Annotated[
    str | None, Query(max_length=26, description="Those before this one, as `next` said it.")
]


async def read_site_audit(_: Reader, administrator: Administrator) -> Viewer:
    """Who may read what was done on the whole site: administrators."""
    return administrator


AuditOfCourse = InstructorOfCourse
AuditOfSite = Annotated[Viewer, Depends(read_site_audit)]


_AskedDay = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2999, 1, 1))] | Literal[""] | None


@dataclass(frozen=True)
class AskedEvents:
    """What is asked for, as it was said; a field of the form that was left empty asks nothing."""

    session: ReadSession
    who: Annotated[
        str | None,
        Query(max_length=255, description="By whom or to whom: an alias; on the site a name too."),
    ] = None
    what: Annotated[
        str | None,
        Query(pattern=_ACTION, max_length=64, description="An action, or its first word."),
    ] = None
    since: Annotated[_AskedDay, Query(alias="from", description="The first day.")] = None
    until: Annotated[_AskedDay, Query(alias="to", description="The last day.")] = None

    def in_course(self, course: Course) -> EventFilter:
        """Of that course, by days of its zone."""
        return self._filter(course.id, ZoneInfo(course.time_zone))

    def on_site(self) -> EventFilter:
        """Of the whole site, by days of UTC."""
        return self._filter(None, UTC)

    def _filter(self, course_id: str | None, zone: tzinfo) -> EventFilter:
        who, since, until = None, self.since, self.until
        if self.who:
            who = queries.people_called(self.session, self.who, course_id)
        return EventFilter(
            course_id=course_id,
            who=who,
            what=self.what or None,
            since=datetime.combine(since, time(), zone) if since else None,
            until=datetime.combine(until + _DAY, time(), zone) if until else None,
        )


Asked = Annotated[AskedEvents, Depends()]

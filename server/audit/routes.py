"""The audit trail over HTTP, in pages and as a table for spreadsheets."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from sqlalchemy.orm import Session

from languages import Locale
from server.audit import queries
from server.audit.dependencies import Asked, AuditOfCourse, AuditOfSite, Cursor
from server.audit.queries import EventFilter
from server.audit.views import AuditPage, audit_lines, audit_page, csv_of
from server.web.dependencies import CurrentLocale, ReadSession

router = APIRouter(tags=["audit"])
MOST_ROWS = 10_000
_Limit = Annotated[int, Query(ge=1, le=1000, description="How many at the most.")]
_TABLE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The newest 10,000 of them.",
        "content": {"text/csv": {"schema": {"type": "string"}}},
    }
}


@router.get("/courses/{course}/audit")
def get_course_audit(
    session: ReadSession,
    access: AuditOfCourse,
    asked: Asked,
    locale: CurrentLocale,
    limit: _Limit = 100,
    cursor: Cursor = None,
) -> AuditPage:
    """Who did what in a course, newest first, for its instructors."""
    wanted = asked.in_course(access.course)
    return audit_page(session, wanted, locale, limit=limit, cursor=cursor)


@router.get("/courses/{course}/audit.csv", response_class=Response, responses=_TABLE)
def get_course_audit_table(
    session: ReadSession, access: AuditOfCourse, asked: Asked, locale: CurrentLocale
) -> Response:
    """The same as a table for spreadsheets, the newest 10,000."""
    wanted = asked.in_course(access.course)
    return _table(session, wanted, locale, f"audit-{access.course.slug}.csv")


@router.get("/audit")
def get_audit(
    session: ReadSession,
    _: AuditOfSite,
    asked: Asked,
    locale: CurrentLocale,
    limit: _Limit = 100,
    cursor: Cursor = None,
) -> AuditPage:
    """Who did what on the whole site, newest first, for administrators."""
    return audit_page(session, asked.on_site(), locale, limit=limit, cursor=cursor)


@router.get("/audit.csv", response_class=Response, responses=_TABLE)
def get_audit_table(
    session: ReadSession, _: AuditOfSite, asked: Asked, locale: CurrentLocale
) -> Response:
    """The same as a table for spreadsheets, the newest 10,000."""
    return _table(session, asked.on_site(), locale, "audit.csv")


def _table(session: Session, wanted: EventFilter, locale: Locale, filename: str) -> Response:
    found = queries.events(session, wanted, limit=MOST_ROWS)
    text = csv_of(audit_lines(session, found, wanted.course_id, locale))
    headers = {"Content-Disposition": f'attachment; filename="{filename}"'}
    return Response(text, media_type="text/csv; charset=utf-8", headers=headers)

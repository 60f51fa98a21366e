"""The pages of the audit trail: of a course for its instructors, of the site for administrators."""

from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import Response

from server.audit.dependencies import Asked, AuditOfCourse, AuditOfSite, Cursor
from server.audit.views import KINDS, audit_page
from server.courses.views import course_view
from server.web.dependencies import ReadSession
from server.web.pages.rendering import PageFrame

router = APIRouter()
_ON_A_PAGE = 100
_FIELDS = ("who", "what", "from", "to")


@router.get("/courses/{course}/audit", response_model=None)
def course_audit_page(
    request: Request,
    session: ReadSession,
    access: AuditOfCourse,
    asked: Asked,
    cursor: Cursor = None,
) -> Response:
    """Who did what in a course."""
    frame = PageFrame(request, access.viewer)
    wanted = asked.in_course(access.course)
    found = audit_page(session, wanted, frame.locale, limit=_ON_A_PAGE, cursor=cursor)
    view = course_view(access.course, access.membership)
    return frame.page(
        "audit.html", found=found, course=view, zone=access.course.time_zone, **_asked(request)
    )


@router.get("/audit", response_model=None)
def audit_of_site_page(
    request: Request,
    session: ReadSession,
    viewer: AuditOfSite,
    asked: Asked,
    cursor: Cursor = None,
) -> Response:
    """Who did what on the whole site."""
    frame = PageFrame(request, viewer)
    found = audit_page(session, asked.on_site(), frame.locale, limit=_ON_A_PAGE, cursor=cursor)
    return frame.page("audit.html", found=found, course=None, zone="UTC", **_asked(request))


def _asked(request: Request) -> dict[str, Any]:
    """What was asked for, to stand in the form again and in the addresses of further pages."""
    given = {name: request.query_params.get(name) or "" for name in _FIELDS}
    query = urlencode({name: value for name, value in given.items() if value})
    return {"asked": given, "query": query, "kinds": KINDS}

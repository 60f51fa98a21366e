"""Making courses and handing out ways in."""

from http import HTTPStatus

from sqlalchemy.orm import Session

from server.core import audit, problems
from server.core.clock import now
from server.core.errors import RequestProblemError
from server.core.identifiers import new_id
from server.core.models import Course
from server.courses import queries as courses
from server.identity.rules import Viewer


def create_course(
    session: Session, viewer: Viewer, *, slug: str, title: str, time_zone: str, locale: str
) -> Course:
    """A new course. Raises 403 unless an administrator asks, 409 where the slug is taken."""
    viewer.require_admin()
    if courses.by_slug(session, slug) is not None:
        raise RequestProblemError(HTTPStatus.CONFLICT, problems.COURSE_EXISTS(course=slug))
    course = Course(
        id=new_id(),
        slug=slug,
        title=title,
        time_zone=time_zone,
        locale=locale,
        created_at=now(),
    )
    session.add(course)
    session.flush()
    audit.record(session, viewer.person_id, "course.create", course.id, slug=slug)
    return course

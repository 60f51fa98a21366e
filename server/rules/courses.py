"""Making courses and handing out ways in."""

from http import HTTPStatus

from sqlalchemy.orm import Session

from server import problems
from server.clock import now
from server.errors import RequestProblemError
from server.identifiers import new_id
from server.models import Course
from server.queries import courses
from server.rules import audit
from server.rules.identity import Viewer


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

"""Fetching with authorisation: what a person may see is found, the rest is not there.

Somebody outside a course gets the same 404 as for a course that does not exist.
"""

from dataclasses import dataclass
from http import HTTPStatus

from sqlalchemy.orm import Session

from server.core import problems
from server.core.errors import RequestProblemError, not_found
from server.core.models import Course, Membership, Role
from server.courses import queries as courses
from server.identity.rules import Viewer


@dataclass(frozen=True)
class CourseAccess:
    """A course and what the viewer is in it; membership is None for administrators outside it."""

    course: Course
    membership: Membership | None
    viewer: Viewer

    @property
    def is_staff(self) -> bool:
        """Whether the viewer teaches here or administers the site."""
        return self.viewer.is_admin or (
            self.membership is not None and self.membership.role is not Role.STUDENT
        )

    @property
    def may_manage(self) -> bool:
        """Whether the viewer may change the roster and the assignments."""
        return self.viewer.is_admin or (
            self.membership is not None and self.membership.role is Role.INSTRUCTOR
        )

    def require_staff(self) -> None:
        """Raise 403 for students."""
        if not self.is_staff:
            raise RequestProblemError(HTTPStatus.FORBIDDEN, problems.STAFF_ONLY())

    def require_manager(self) -> None:
        """Raise 403 for all but instructors and administrators."""
        if not self.may_manage:
            raise RequestProblemError(HTTPStatus.FORBIDDEN, problems.STAFF_ONLY())


def course_access(session: Session, viewer: Viewer, slug: str) -> CourseAccess:
    """The course of that slug as the viewer may see it. Raises 404."""
    course = courses.by_slug(session, slug)
    if course is None or not viewer.may_enter(course.id):
        raise not_found("course", slug)
    membership = courses.membership(session, course.id, viewer.person_id)
    if membership is None and not viewer.is_admin:
        raise not_found("course", slug)
    return CourseAccess(course, membership, viewer)


def managed_course(session: Session, viewer: Viewer, slug: str) -> CourseAccess:
    """The course of that slug for who may change it. Raises 403 and 404."""
    access = course_access(session, viewer, slug)
    access.require_manager()
    return access

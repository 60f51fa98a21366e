"""Courses as their routes and pages ask for them: 401, 403 and 404 are answered here."""

from typing import Annotated

from fastapi import Depends, Path

from server.core.errors import not_found
from server.courses import queries as courses
from server.courses.access import CourseAccess, course_access, managed_course
from server.identity.dependencies import Manager, Reader, Submitter
from server.identity.holdings import Holdings
from server.web.dependencies import CurrentDatabase, ReadSession

CourseSlug = Annotated[str, Path(description="The slug of the course.")]


def read_course(course: CourseSlug, session: ReadSession, reader: Reader) -> CourseAccess:
    """The course, for its members."""
    return course_access(session, reader, course)


async def read_course_as_staff(
    access: Annotated[CourseAccess, Depends(read_course)],
) -> CourseAccess:
    """The course, for its staff. Raises 403."""
    access.require_staff()
    return access


async def read_course_as_instructor(
    access: Annotated[CourseAccess, Depends(read_course)],
) -> CourseAccess:
    """The course, for its instructors, who read. Raises 403."""
    access.require_manager()
    return access


def manage_course(course: CourseSlug, database: CurrentDatabase, manager: Manager) -> CourseAccess:
    """The course, for its instructors, read in a session of its own: a write has another."""
    with database.read() as session:
        return managed_course(session, manager, course)


def enter_course(
    course: CourseSlug, database: CurrentDatabase, submitter: Submitter
) -> CourseAccess:
    """The course, for who takes part in it, read in a session of its own: a write has another."""
    with database.read() as session:
        return course_access(session, submitter, course)


def hold_of_member(
    alias: Annotated[str, Path(description="The member's alias on the roster.")],
    database: CurrentDatabase,
    access: Annotated[CourseAccess, Depends(manage_course)],
) -> Holdings:
    """A member's tokens and sessions of the course, for its instructors; all for administrators.

    Raises 404 for who is not on the roster.
    """
    with database.read() as session:
        member = courses.member_by_alias(session, access.course.id, alias)
    if member is None:
        raise not_found("member", alias)
    seen = None if access.viewer.is_admin else frozenset({access.course.id})
    return Holdings(access.viewer, member.person_id, seen)


EnteredCourse = Annotated[CourseAccess, Depends(enter_course)]
InstructorOfCourse = Annotated[CourseAccess, Depends(read_course_as_instructor)]
StaffOfCourse = Annotated[CourseAccess, Depends(read_course_as_staff)]
ReadableCourse = Annotated[CourseAccess, Depends(read_course)]
HoldingsOfMember = Annotated[Holdings, Depends(hold_of_member)]
ManagerOfCourse = Annotated[CourseAccess, Depends(manage_course)]

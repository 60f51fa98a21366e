"""Courses as their routes and pages ask for them: 401, 403 and 404 are answered here."""

from typing import Annotated

from fastapi import Depends, Path

from server.courses.access import CourseAccess, course_access, managed_course
from server.identity.dependencies import Manager, Reader
from server.web.dependencies import CurrentDatabase, ReadSession

CourseSlug = Annotated[str, Path(description="The slug of the course.")]


def read_course(course: CourseSlug, session: ReadSession, reader: Reader) -> CourseAccess:
    """The course, for its members."""
    return course_access(session, reader, course)


def manage_course(course: CourseSlug, database: CurrentDatabase, manager: Manager) -> CourseAccess:
    """The course, for its instructors, read in a session of its own: a write has another."""
    with database.read() as session:
        return managed_course(session, manager, course)


ReadableCourse = Annotated[CourseAccess, Depends(read_course)]
ManagerOfCourse = Annotated[CourseAccess, Depends(manage_course)]

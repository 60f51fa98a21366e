"""Assignments as their routes and pages ask for them: 401, 403 and 404 are answered here."""

from typing import Annotated

from fastapi import Depends, Path

from server.assignments.access import AssignmentAccess, assignment_access
from server.assignments.bundles import BundleCache
from server.core.database import Database
from server.courses.dependencies import CourseSlug
from server.identity.dependencies import Manager, Reader, Submitter
from server.identity.rules import Viewer
from server.web.dependencies import CurrentDatabase, ReadSession, held

AssignmentSlug = Annotated[str, Path(description="The slug of the assignment.")]
CurrentBundles = Annotated[BundleCache, held(BundleCache)]


def read_assignment(
    course: CourseSlug, assignment: AssignmentSlug, session: ReadSession, reader: Reader
) -> AssignmentAccess:
    """The assignment, for members of the course."""
    return assignment_access(session, reader, course, assignment)


ReadableAssignment = Annotated[AssignmentAccess, Depends(read_assignment)]


async def read_assignment_as_staff(access: ReadableAssignment) -> AssignmentAccess:
    """The assignment, for staff of the course."""
    access.course_access.require_staff()
    return access


def open_assignment(
    database: Database, viewer: Viewer, course: str, assignment: str
) -> AssignmentAccess:
    """The assignment, read in a session that ends at once."""
    with database.read() as session:
        return assignment_access(session, viewer, course, assignment)


def submit_to_assignment(
    course: CourseSlug, assignment: AssignmentSlug, database: CurrentDatabase, submitter: Submitter
) -> AssignmentAccess:
    """The assignment, for who sends a file, in a session of its own: uploads take their time."""
    return open_assignment(database, submitter, course, assignment)


def manage_assignment(
    course: CourseSlug, assignment: AssignmentSlug, database: CurrentDatabase, manager: Manager
) -> AssignmentAccess:
    """The assignment, for instructors, read in a session of its own: a write has another."""
    access = open_assignment(database, manager, course, assignment)
    access.course_access.require_manager()
    return access


StaffOfAssignment = Annotated[AssignmentAccess, Depends(read_assignment_as_staff)]
SubmittableAssignment = Annotated[AssignmentAccess, Depends(submit_to_assignment)]
ManagerOfAssignment = Annotated[AssignmentAccess, Depends(manage_assignment)]

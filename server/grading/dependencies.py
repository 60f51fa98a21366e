"""Who may have parked work graded again: staff of its course, with a token for managing."""

from typing import Annotated

from fastapi import Depends

from server.assignments.access import AssignmentAccess
from server.assignments.dependencies import AssignmentSlug, open_assignment
from server.courses.dependencies import CourseSlug
from server.identity.dependencies import Manager
from server.submissions.access import SubmissionAccess, submission_access
from server.submissions.dependencies import SubmissionId
from server.web.dependencies import CurrentDatabase


def retry_assignment(
    course: CourseSlug, assignment: AssignmentSlug, database: CurrentDatabase, manager: Manager
) -> AssignmentAccess:
    """The assignment, for staff, read in a session of its own: a write has another."""
    access = open_assignment(database, manager, course, assignment)
    access.course_access.require_staff()
    return access


def retry_submission(
    submission_id: SubmissionId, database: CurrentDatabase, manager: Manager
) -> SubmissionAccess:
    """The submission, for staff, likewise."""
    with database.read() as session:
        access = submission_access(session, manager, submission_id)
    access.assignment_access.course_access.require_staff()
    return access


RetriedAssignment = Annotated[AssignmentAccess, Depends(retry_assignment)]
RetriedSubmission = Annotated[SubmissionAccess, Depends(retry_submission)]

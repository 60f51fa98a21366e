"""Who may have parked work graded again, and who reads the figures of a process.

Parked work: staff of its course, with a token for managing. Figures: administrators, and whoever
shows the token that is set for that.
"""

from hmac import compare_digest
from typing import Annotated

from fastapi import Depends, Request

from server.assignments.access import AssignmentAccess
from server.assignments.dependencies import AssignmentSlug, open_assignment
from server.core import problems
from server.core.errors import unauthorised
from server.courses.dependencies import CourseSlug
from server.identity.dependencies import Manager, bearer_secret, find_viewer
from server.submissions.access import SubmissionAccess, submission_access
from server.submissions.dependencies import SubmissionId
from server.web.dependencies import CurrentDatabase, CurrentSettings


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


def read_figures(request: Request, database: CurrentDatabase, settings: CurrentSettings) -> None:
    """Raises 401 for nobody and 403 for whom figures are not for."""
    shown, wanted = bearer_secret(request), settings.metrics_token
    if wanted and shown is not None and compare_digest(shown.encode(), wanted.encode()):
        return
    viewer = find_viewer(request, database, settings)
    if viewer is None:
        raise unauthorised(problems.NOT_SIGNED_IN())
    viewer.require_admin()


RetriedAssignment = Annotated[AssignmentAccess, Depends(retry_assignment)]
RetriedSubmission = Annotated[SubmissionAccess, Depends(retry_submission)]

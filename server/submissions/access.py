"""A submission as a viewer may see it: their own, or anybody's for staff."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from server.assignments import participants
from server.assignments.access import AssignmentAccess, with_tracks
from server.core.errors import not_found
from server.core.models import Submission, Track
from server.courses import queries as courses
from server.courses.access import CourseAccess
from server.identity.rules import Viewer
from server.submissions import queries as submissions


@dataclass(frozen=True)
class SubmissionAccess:
    """A submission that the viewer may see, with its assignment."""

    submission: Submission
    track: Track
    assignment_access: AssignmentAccess


def submission_access(session: Session, viewer: Viewer, submission_id: str) -> SubmissionAccess:
    """A submission of the viewer's own, or of anybody for staff. Raises 404.

    A baseline is nobody's: staff read of it where versions are. Of an assignment that participants
    are not to see yet they see no submission either.
    """
    found = submissions.with_course(session, submission_id)
    is_absent = found is None or found.submission.baseline is not None
    if found is None or is_absent or not viewer.may_enter(found.course.id):
        raise not_found("submission", submission_id)
    submission, track, assignment, version, grading, course = found
    membership = courses.membership(session, course.id, viewer.person_id)
    access = CourseAccess(course, membership, viewer)
    if not access.is_staff:
        own = participants.of_person(session, assignment.id, viewer.person_id)
        if membership is None or submission.participant_id != own:
            raise not_found("submission", submission_id)
    assignment_access = with_tracks(session, access, assignment, version, grading)
    if assignment_access.is_hidden:
        raise not_found("submission", submission_id)
    return SubmissionAccess(submission, track, assignment_access)

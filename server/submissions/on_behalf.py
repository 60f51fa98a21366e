"""Submitting in the place of a student: by their dates and tries, and shown as what it is."""

from datetime import timedelta
from http import HTTPStatus

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.assignments.access import AssignmentAccess, assignment_access
from server.core import audit
from server.core import exception_problems as problems
from server.core.errors import RequestProblemError, not_found
from server.core.models import AuditEvent, Membership, Role, Scope, Submission
from server.courses import queries as courses
from server.identity.rules import Viewer, Way

_SOON = timedelta(hours=1)  # within which an upload is committed; events are found by their time
_OF_STUDENTS = frozenset({Scope.READ, Scope.SUBMIT})


def access_of(session: Session, access: AssignmentAccess, alias: str) -> AssignmentAccess:
    """An assignment as a student of its course has it. access: an instructor's.

    Raises 403 unless an instructor asks, 404 for who is not on the roster, and where the student
    would not see the assignment yet, and 422 for staff.
    """
    access.course_access.require_manager()
    member = courses.member_by_alias(session, access.course.id, alias)
    if member is None:
        raise not_found("member", alias)
    if member.role is not Role.STUDENT:
        raise RequestProblemError(HTTPStatus.UNPROCESSABLE_ENTITY, problems.STAFF(person=alias))
    viewer = viewer_as(member)
    return assignment_access(session, viewer, access.course.slug, access.assignment.slug)


def viewer_as(member: Membership) -> Viewer:
    """A student of a course, in that course alone."""
    way = Way(_OF_STUDENTS, course_id=member.course_id)
    return Viewer(member.person_id, member.alias, is_admin=False, ways=(way,))


def sender_of(session: Session, course_id: str, submission: Submission) -> str | None:
    """The alias of who of staff sent a file; None where its participant did."""
    return session.scalar(
        select(Membership.alias)
        .join(AuditEvent, AuditEvent.actor_id == Membership.person_id)
        .where(
            Membership.course_id == course_id,
            AuditEvent.course_id == course_id,
            AuditEvent.action == audit.SENT_FOR,
            AuditEvent.subject == submission.id,
            AuditEvent.at.between(submission.came_at - _SOON, submission.came_at + _SOON),
        )
    )

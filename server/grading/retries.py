"""Grading once more, at the word of staff, what was parked for faults of ours.

It is queued as if it was new. The try that was given back is reserved again, so that the verdict
settles it like any other; standing and board follow when it is final. Doing it twice changes
nothing more, since nothing is parked then.

On the Ladder the turn of a file is gone once a later one of its participant has been answered:
what was shown is not taken back, and a second answer would tell too much. It is left out; its
participant may send it again, or a new version grades everything anew.
"""

from typing import NamedTuple

from sqlalchemy.orm import Session

from server.assignments import quota, versions
from server.assignments.access import AssignmentAccess, reopen
from server.boards import ladder
from server.core import audit
from server.core.database import Database
from server.core.events import Events, submission_topic
from server.core.models import AssignmentVersion
from server.core.queue import Queue
from server.grading import evaluations


class Parked(NamedTuple):
    """What is parked: the submissions that can be graded again, and those whose turn has gone."""

    waiting: tuple[str, ...] = ()
    passed: tuple[str, ...] = ()


def parked(session: Session, access: AssignmentAccess, submission_id: str | None = None) -> Parked:
    """What is parked under the versions with whose bundles new files are graded.

    submission_id: of one file alone.
    """
    each = [
        _of_version(session, version, access.grading.id, submission_id)
        for version in versions.gradings(session, access.assignment.id)
    ]
    waiting = dict.fromkeys(id_ for one in each for id_ in one.waiting)
    return Parked(tuple(waiting), tuple(dict.fromkeys(id_ for one in each for id_ in one.passed)))


def retry(
    database: Database,
    queue: Queue,
    events: Events,
    access: AssignmentAccess,
    submission_id: str | None = None,
) -> Parked:
    """Grade again what is parked, or one file; what is graded again, and what cannot be.

    Raises 403 for participants.
    """
    found = database.write(_retry, queue, access, submission_id)
    for id_ in found.waiting:
        events.publish(submission_topic(id_))
    return found


def _retry(
    session: Session, queue: Queue, asked: AssignmentAccess, submission_id: str | None
) -> Parked:
    versions.lock(session, asked.assignment.id)  # what is graded under which version stays so
    access = reopen(session, asked)
    access.course_access.require_staff()
    found = parked(session, access, submission_id)
    for version in versions.gradings(session, access.assignment.id):
        own = _of_version(session, version, access.grading.id, submission_id).waiting
        if version.id == access.grading.id:
            quota.reserve_again(session, own)
        elif own:
            ladder.forget_after_faults(session, version)
        for told in evaluations.requeue_parked(session, version.id, own):
            queue.enqueue(session, *told)
    if found.waiting:
        named = {} if submission_id is None else {"submission": submission_id}
        audit.record(
            session,
            access.viewer.person_id,
            "assignment.retry",
            access.assignment.id,
            course_id=access.course.id,
            files=len(found.waiting),
            **named,
        )
    return found


def _of_version(
    session: Session, version: AssignmentVersion, standing_id: str, submission_id: str | None
) -> Parked:
    """What is parked under a version; only on that of the boards has anybody's turn gone."""
    waiting: list[str] = []
    passed: list[str] = []
    for submission in evaluations.parked(session, version.id, submission_id):
        is_passed = version.id == standing_id and ladder.is_passed(session, submission, version)
        (passed if is_passed else waiting).append(submission.id)
    return Parked(tuple(waiting), tuple(passed))

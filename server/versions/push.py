"""Pushing a bundle: a new version of an assignment, in force at once or graded beside the board."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

from sqlalchemy.orm import Session

from grader import Bundle
from server.assignments import queries as assignments
from server.assignments import rules, versions
from server.boards import ladder as releases
from server.core import audit, problems
from server.core.errors import RequestProblemError
from server.core.models import (
    AssignmentVersion,
)
from server.core.queue import Queue
from server.courses.access import CourseAccess
from server.grading import baselines, evaluations
from server.grading.baselines import BaselineFile
from server.submissions import queries as submissions
from server.submissions.rules import grade_again


@dataclass(frozen=True)
class NewVersion:
    """A bundle that is to be the next version of an assignment, under this id.

    baselines: their files. is_shadow: whether it is to be graded beside the board first.
    """

    id: str
    bundle: Bundle
    baselines: Sequence[BaselineFile] = ()
    is_shadow: bool = False

    def is_of(self, version: AssignmentVersion | None) -> bool:
        """Whether it has the bytes of a version."""
        return version is not None and version.bundle_sha256 == self.bundle.sha256


def push(
    session: Session, engine: Queue, access: CourseAccess, slug: str, new: NewVersion
) -> AssignmentVersion:
    """Make a bundle the next version, under which what was submitted before is graded again.

    It is in force at once. As a shadow it is not, and nothing that participants see changes until
    it is switched to; the first version of an assignment is always in force. Its baselines are
    graded behind all that.

    Pushing the bytes that are in force already changes nothing; pushing those of the shadow grades
    again what has failed there for a reason of ours. Raises 403 unless an instructor asks, 409
    where the kind of the assignment changes or another shadow is there, 422 where the slugs differ.
    """
    access.require_manager()
    _require_slug(new, slug)
    assignment = assignments.by_slug(session, access.course.id, slug) or rules.create_assignment(
        session, access.course.id, slug
    )
    versions.lock(session, assignment.id)
    active = assignments.active_version(session, assignment.id)
    shadow = versions.shadow(session, assignment.id)
    if active is not None and new.is_of(active):
        return active
    if shadow is not None and new.is_shadow and new.is_of(shadow):
        _retry_faults(session, engine, shadow)
        return shadow
    _require_no_conflict(new, active, shadow)
    version = rules.add_version(session, assignment, new.id, new.bundle, access.viewer.person_id)
    if active is None or not new.is_shadow:
        rules.activate(session, version)
    _enqueue_all(session, engine, version)
    baselines.enqueue(session, engine, version, new.baselines)
    _record(session, access, version)
    return version


def _require_slug(new: NewVersion, slug: str) -> None:
    said = new.bundle.definition.slug
    if said != slug:
        raise RequestProblemError(
            HTTPStatus.UNPROCESSABLE_ENTITY, problems.SLUG_MISMATCH(bundle=said, address=slug)
        )


def _require_no_conflict(
    new: NewVersion, active: AssignmentVersion | None, shadow: AssignmentVersion | None
) -> None:
    """Raise 409 beside another shadow, and for another kind than that of the version in force."""
    if shadow is not None:
        raise RequestProblemError(
            HTTPStatus.CONFLICT, problems.SHADOW_EXISTS(version=str(shadow.number))
        )
    after = new.bundle.definition.kind
    if active is not None and active.definition["kind"] != after:
        raise RequestProblemError(
            HTTPStatus.CONFLICT,
            problems.KIND_CHANGED(before=active.definition["kind"], after=after),
        )


def _enqueue_all(session: Session, engine: Queue, version: AssignmentVersion) -> None:
    """Grade everything again that was submitted before."""
    for submission_id, track in submissions.with_tracks(session, version.assignment_id):
        grade_again(session, engine, version, submission_id, track)


def _retry_faults(session: Session, engine: Queue, version: AssignmentVersion) -> None:
    """Queue again what was parked; of a shadow nothing depends on it yet."""
    releases.forget_after_faults(session, version)
    for evaluation_id, priority in evaluations.requeue_parked(session, version.id):
        engine.enqueue(session, evaluation_id, priority)


def _record(session: Session, access: CourseAccess, version: AssignmentVersion) -> None:
    audit.record(
        session,
        access.viewer.person_id,
        "assignment.push" if version.active else "assignment.push_shadow",
        version.assignment_id,
        version=version.number,
        sha256=version.bundle_sha256,
    )

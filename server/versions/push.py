"""Pushing a bundle: a new version of an assignment, in force at once or graded beside the board."""

from collections.abc import Sequence
from http import HTTPStatus

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from grader import Bundle, Definition, Verdict
from server.assignments import queries as assignments
from server.assignments import versions
from server.boards import ladder as releases
from server.core import audit, problems
from server.core.clock import now
from server.core.errors import RequestProblemError
from server.core.identifiers import new_id
from server.core.models import (
    Assignment,
    AssignmentVersion,
    Evaluation,
    EvaluationState,
    Submission,
    Track,
)
from server.core.queue import Queue
from server.courses.access import CourseAccess
from server.grading import baselines
from server.grading.baselines import BaselineFile
from server.submissions.rules import grade_again


def push(  # noqa: PLR0913 - what a push consists of
    session: Session,
    engine: Queue,
    access: CourseAccess,
    slug: str,
    version_id: str,
    bundle: Bundle,
    *,
    files: Sequence[BaselineFile] = (),
    shadow: bool = False,
) -> AssignmentVersion:
    """Make a bundle the next version, under which what was submitted before is graded again.

    files: of its baselines, which are graded behind that.

    It is in force at once. As a shadow it is not, and nothing that participants see changes until
    it is switched to; the first version of an assignment is always in force.

    Pushing the bytes that are in force already changes nothing; pushing those of the shadow grades
    again what has failed there for a reason of ours. Raises 403 unless an instructor asks, 409
    where the kind of the assignment changes or another shadow is there, 422 where the slugs differ.
    """
    access.require_manager()
    definition = bundle.definition
    if definition.slug != slug:
        raise RequestProblemError(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            problems.SLUG_MISMATCH(bundle=definition.slug, address=slug),
        )
    assignment = assignments.by_slug(session, access.course.id, slug) or _create(
        session, access.course.id, slug
    )
    versions.lock(session, assignment.id)
    before = assignments.active_version(session, assignment.id)
    if before is not None and before.bundle_sha256 == bundle.sha256:
        return before
    beside = versions.shadow(session, assignment.id)
    if beside is not None and shadow and beside.bundle_sha256 == bundle.sha256:
        _retry_faults(session, engine, beside)
        return beside
    if beside is not None:
        raise RequestProblemError(
            HTTPStatus.CONFLICT, problems.SHADOW_EXISTS(version=str(beside.number))
        )
    if before is not None and before.definition["kind"] != definition.kind:
        raise RequestProblemError(
            HTTPStatus.CONFLICT,
            problems.KIND_CHANGED(before=before.definition["kind"], after=definition.kind),
        )
    version = _add(session, access, assignment, version_id, bundle)
    if before is None or not shadow:
        activate(session, assignment, version)
    else:
        _ensure_tracks(session, assignment, definition)
    _grade_again(session, engine, assignment, version)
    baselines.enter(session, engine, assignment, version, files)
    audit.record(
        session,
        access.viewer.person_id,
        "assignment.push" if version.active else "assignment.push_shadow",
        assignment.id,
        version=version.number,
        sha256=bundle.sha256,
    )
    return version


def _create(session: Session, course_id: str, slug: str) -> Assignment:
    assignment = Assignment(id=new_id(), course_id=course_id, slug=slug, created_at=now())
    session.add(assignment)
    session.flush()
    return assignment


def _add(
    session: Session,
    access: CourseAccess,
    assignment: Assignment,
    version_id: str,
    bundle: Bundle,
) -> AssignmentVersion:
    version = AssignmentVersion(
        id=version_id,
        assignment_id=assignment.id,
        number=assignments.latest_number(session, assignment.id) + 1,
        bundle_sha256=bundle.sha256,
        definition=bundle.definition.model_dump(mode="json", by_alias=True),
        active=False,
        pushed_by=access.viewer.person_id,
        pushed_at=now(),
    )
    session.add(version)
    session.flush()
    return version


def activate(session: Session, assignment: Assignment, version: AssignmentVersion) -> None:
    """Make a version the one in force, with its tracks; every board changes with it."""
    session.execute(
        update(AssignmentVersion)
        .where(AssignmentVersion.assignment_id == assignment.id)
        .values(active=False)
    )
    version.active = True
    session.flush()
    _ensure_tracks(session, assignment, version.parsed)
    session.execute(
        update(Track)
        .where(Track.assignment_id == assignment.id)
        .values(board_version=Track.board_version + 1)
    )


def _ensure_tracks(session: Session, assignment: Assignment, definition: Definition) -> None:
    """A row for each track; nobody sees those of a shadow alone."""
    present = assignments.tracks(session, assignment.id)
    for track in definition.tracks:
        if track.slug not in present:
            session.add(Track(id=new_id(), assignment_id=assignment.id, slug=track.slug))
    session.flush()


def _grade_again(
    session: Session, engine: Queue, assignment: Assignment, version: AssignmentVersion
) -> None:
    for submission_id, track in session.execute(
        select(Submission.id, Track.slug)
        .join(Track, Track.id == Submission.track_id)
        .where(Submission.assignment_id == assignment.id, Submission.baseline.is_(None))
        .order_by(Submission.id)
    ).all():
        grade_again(session, engine, version, submission_id, track)


def _retry_faults(session: Session, engine: Queue, version: AssignmentVersion) -> None:
    """Queue again what was parked; of a shadow nothing depends on it yet."""
    releases.forget_after_faults(session, version)
    for evaluation_id, priority in session.execute(
        update(Evaluation)
        .where(
            Evaluation.version_id == version.id,
            Evaluation.verdict == Verdict.INFRASTRUCTURE_FAULT,
        )
        .values(
            state=EvaluationState.QUEUED,
            verdict=None,
            report=None,
            finished_at=None,
            worker=None,
            heartbeat_at=None,
            attempts=0,
            faults=0,
        )
        .returning(Evaluation.id, Evaluation.priority)
    ).all():
        engine.enqueue(session, evaluation_id, priority)

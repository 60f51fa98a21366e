"""Pushing a bundle: a new version of an assignment, in force at once."""

from http import HTTPStatus

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from grader import Bundle, Definition
from server import problems
from server.clock import now
from server.errors import RequestProblemError
from server.identifiers import new_id
from server.models import Assignment, AssignmentVersion, Submission, Track
from server.queries import assignments
from server.queue import Priority, Queue
from server.rules import audit
from server.rules.access import CourseAccess
from server.rules.submissions import enqueue


def push(
    session: Session,
    engine: Queue,
    access: CourseAccess,
    slug: str,
    version_id: str,
    bundle: Bundle,
) -> AssignmentVersion:
    """Put a bundle in force as the next version; what was submitted before is graded again.

    Pushing the bytes that are in force already changes nothing. Raises 403 unless an instructor
    asks, 409 where the kind of the assignment changes, 422 where the slugs differ.
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
    before = assignments.live_version(session, assignment.id)
    if before is not None and before.bundle_sha256 == bundle.sha256:
        return before
    if before is not None and before.definition["kind"] != definition.kind:
        raise RequestProblemError(
            HTTPStatus.CONFLICT,
            problems.KIND_CHANGED(before=before.definition["kind"], after=definition.kind),
        )
    version = _put_in_force(session, access, assignment, version_id, bundle)
    _ensure_tracks(session, assignment, bundle)
    _grade_again(session, engine, assignment, version)
    audit.record(
        session,
        access.viewer.person_id,
        "assignment.push",
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


def _put_in_force(
    session: Session,
    access: CourseAccess,
    assignment: Assignment,
    version_id: str,
    bundle: Bundle,
) -> AssignmentVersion:
    session.execute(
        update(AssignmentVersion)
        .where(AssignmentVersion.assignment_id == assignment.id)
        .values(live=False)
    )
    version = AssignmentVersion(
        id=version_id,
        assignment_id=assignment.id,
        number=assignments.latest_number(session, assignment.id) + 1,
        bundle_sha256=bundle.sha256,
        definition=bundle.definition.model_dump(mode="json", by_alias=True),
        live=True,
        pushed_by=access.viewer.person_id,
        pushed_at=now(),
    )
    session.add(version)
    session.flush()
    return version


def _ensure_tracks(session: Session, assignment: Assignment, bundle: Bundle) -> None:
    """A row for each track; every board changes with the version, so each is bumped."""
    present = assignments.tracks(session, assignment.id)
    for track in bundle.definition.tracks:
        if track.slug not in present:
            session.add(Track(id=new_id(), assignment_id=assignment.id, slug=track.slug))
    session.flush()
    session.execute(
        update(Track)
        .where(Track.assignment_id == assignment.id)
        .values(board_version=Track.board_version + 1)
    )


def _grade_again(
    session: Session, engine: Queue, assignment: Assignment, version: AssignmentVersion
) -> None:
    definition = Definition.model_validate(version.definition)
    programs = {track.slug for track in definition.tracks if track.proof == "program"}
    for submission_id, track in session.execute(
        select(Submission.id, Track.slug)
        .join(Track, Track.id == Submission.track_id)
        .where(Submission.assignment_id == assignment.id)
        .order_by(Submission.id)
    ).all():
        priority = Priority.of(is_program=track in programs, is_again=True)
        enqueue(session, engine, submission_id, version.id, priority)

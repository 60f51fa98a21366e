"""Making assignments and their versions, and putting a version in force."""

from sqlalchemy import update
from sqlalchemy.orm import Session

from grader import Bundle, Definition
from server.assignments import queries as assignments
from server.core.clock import now
from server.core.identifiers import new_id
from server.core.models import Assignment, AssignmentVersion, Track


def create_assignment(session: Session, course_id: str, slug: str) -> Assignment:
    """A new assignment, without a version."""
    assignment = Assignment(id=new_id(), course_id=course_id, slug=slug, created_at=now())
    session.add(assignment)
    session.flush()
    return assignment


def add_version(
    session: Session, assignment: Assignment, version_id: str, bundle: Bundle, person_id: str
) -> AssignmentVersion:
    """The next version of an assignment, with its tracks; it is not in force. person_id: whose."""
    version = AssignmentVersion(
        id=version_id,
        assignment_id=assignment.id,
        number=assignments.latest_number(session, assignment.id) + 1,
        bundle_sha256=bundle.sha256,
        definition=bundle.definition.model_dump(mode="json", by_alias=True),
        active=False,
        pushed_by=person_id,
        pushed_at=now(),
    )
    session.add(version)
    session.flush()
    _ensure_tracks(session, assignment, bundle.definition)
    return version


def activate(session: Session, version: AssignmentVersion) -> None:
    """Put a version in force, in the place of another; every board changes with it."""
    session.execute(
        update(AssignmentVersion)
        .where(AssignmentVersion.assignment_id == version.assignment_id)
        .values(active=False)
    )
    version.active = True
    session.flush()
    session.execute(
        update(Track)
        .where(Track.assignment_id == version.assignment_id)
        .values(board_version=Track.board_version + 1)
    )


def _ensure_tracks(session: Session, assignment: Assignment, definition: Definition) -> None:
    """A row for each track; nobody sees those of a shadow alone."""
    present = assignments.tracks(session, assignment.id)
    for track in definition.tracks:
        if track.slug not in present:
            session.add(Track(id=new_id(), assignment_id=assignment.id, slug=track.slug))
    session.flush()

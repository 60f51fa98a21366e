"""Making assignments and their versions, and putting a version in force."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import bindparam, update
from sqlalchemy.orm import Session

from grader import Definition, Part, grading_sha256
from server.assignments import queries as assignments
from server.core import sql
from server.core.clock import now
from server.core.identifiers import new_id
from server.core.models import Assignment, AssignmentVersion, Track

_BUMP_BOARD = (
    update(Track)
    .where(Track.id == bindparam("track_id"))
    .values(board_version=Track.board_version + 1)
)


def create_assignment(session: Session, course_id: str, slug: str) -> Assignment:
    """A new assignment, without a version."""
    assignment = Assignment(id=new_id(), course_id=course_id, slug=slug, created_at=now())
    session.add(assignment)
    session.flush()
    return assignment


@dataclass(frozen=True)
class VersionContents:
    """What a bundle says, which is to be a version under this id, by this person.

    sha256: of the bundle. baseline_files: those of baselines' files, by `baseline_key`.
    """

    id: str
    person_id: str
    sha256: str
    definition: Definition
    parts: Mapping[Part, str]
    baseline_files: Mapping[str, str] = field(default_factory=dict)

    @property
    def grading_sha256(self) -> str:
        """The hash of its grading definition."""
        return grading_sha256(self.parts)


def add_version(
    session: Session,
    assignment: Assignment,
    said: VersionContents,
    grading_id: str | None,
    changed: Iterable[Part] | None,
) -> AssignmentVersion:
    """The next version of an assignment, with its tracks; it is not in force.

    grading_id: the version of the same grading definition; None for a new one. changed: the parts
    that differ from the version in force; None where that is not known.
    """
    version = AssignmentVersion(
        id=said.id,
        assignment_id=assignment.id,
        number=assignments.latest_number(session, assignment.id) + 1,
        bundle_sha256=said.sha256,
        definition=said.definition.model_dump(mode="json", by_alias=True),
        active=False,
        pushed_by=said.person_id,
        pushed_at=now(),
        grading_id=grading_id or said.id,
        standing_id=grading_id or said.id,
        grading_sha256=said.grading_sha256,
        parts={part.value: sha256 for part, sha256 in said.parts.items()},
        baseline_files=dict(said.baseline_files),
        changed=None if changed is None else [part.value for part in changed],
    )
    session.add(version)
    session.flush()
    _ensure_tracks(session, assignment, said.definition)
    return version


def fill_parts(session: Session, version_id: str, parts: Mapping[Part, str]) -> None:
    """Say of a version that was there before parts were kept what they are."""
    version = session.get_one(AssignmentVersion, version_id)
    version.parts = {part.value: sha256 for part, sha256 in parts.items()}
    version.grading_sha256 = grading_sha256(parts)
    session.flush()


def activate(session: Session, version: AssignmentVersion, standing_id: str) -> None:
    """Put a version in force, in the place of another, with the gradings that boards stand on."""
    session.execute(
        update(AssignmentVersion)
        .where(AssignmentVersion.assignment_id == version.assignment_id)
        .values(active=False)
    )
    version.active, version.held, version.standing_id = True, False, standing_id
    session.flush()
    bump_boards(session, version)


def bump_boards(session: Session, version: AssignmentVersion) -> None:
    """Let every board of an assignment be read anew."""
    session.execute(
        update(Track)
        .where(Track.assignment_id == version.assignment_id)
        .values(board_version=Track.board_version + 1)
    )


def bump_board(session: Session, track_id: str) -> None:
    """Let one board be read anew. It is locked until the transaction ends."""
    sql.write(session, _BUMP_BOARD, {"track_id": track_id})


def _ensure_tracks(session: Session, assignment: Assignment, definition: Definition) -> None:
    """A row for each track; nobody sees those of a shadow alone."""
    present = assignments.tracks(session, assignment.id)
    extended_until = next((track.extended_until for track in present.values()), None)
    for track in definition.tracks:
        if track.slug not in present:
            session.add(
                Track(
                    id=new_id(),
                    assignment_id=assignment.id,
                    slug=track.slug,
                    extended_until=extended_until,
                )
            )
    session.flush()

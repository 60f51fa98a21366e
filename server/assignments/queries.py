"""Reading assignments, versions and tracks."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Row, bindparam, func, select
from sqlalchemy.orm import Session, aliased

from server.core import sql
from server.core.models import Assignment, AssignmentVersion, Track

# Statements that every request asks are built once: building one costs more than carrying it out.
_standing = aliased(AssignmentVersion)
_ACTIVE = (
    select(Assignment, AssignmentVersion, _standing)
    .join(AssignmentVersion, AssignmentVersion.assignment_id == Assignment.id)
    .join(_standing, _standing.id == AssignmentVersion.standing_id)
    .where(AssignmentVersion.active)
)
_ACTIVE_BY_SLUG = _ACTIVE.where(
    Assignment.course_id == bindparam("course_id"), Assignment.slug == bindparam("slug")
)
_ACTIVE_VERSION = (
    select(AssignmentVersion)
    .where(AssignmentVersion.assignment_id == bindparam("assignment_id"), AssignmentVersion.active)
    .execution_options(populate_existing=True)
)
_IN_FORCE = _ACTIVE.where(Assignment.id == bindparam("assignment_id"))
_BEFORE = (
    select(AssignmentVersion)
    .where(
        AssignmentVersion.grading_id == bindparam("standing_id"),
        AssignmentVersion.number < bindparam("number"),
        AssignmentVersion.bundle_sha256 != "",  # of those that were discarded
        ~AssignmentVersion.held,
    )
    .order_by(AssignmentVersion.number.desc())
    .limit(1)
)
_TRACKS = select(Track).where(Track.assignment_id == bindparam("assignment_id"))


class InForce(NamedTuple):
    """The version in force, and the one whose gradings the boards stand on meanwhile."""

    active: AssignmentVersion
    standing: AssignmentVersion


def by_slug(session: Session, course_id: str, slug: str) -> Assignment | None:
    """The assignment of that slug."""
    return session.scalars(
        select(Assignment).where(Assignment.course_id == course_id, Assignment.slug == slug)
    ).one_or_none()


def active_by_slug(
    session: Session, course_id: str, slug: str
) -> tuple[Assignment, AssignmentVersion, AssignmentVersion] | None:
    """The assignment of that slug, its version in force, and the one its boards stand on."""
    return sql.read_one(session, _ACTIVE_BY_SLUG, {"course_id": course_id, "slug": slug})


def active_of_course(
    session: Session, course_id: str
) -> Sequence[Row[Assignment, AssignmentVersion, AssignmentVersion]]:
    """Every assignment of a course with these two versions, oldest first."""
    return session.execute(
        _ACTIVE.where(Assignment.course_id == course_id).order_by(Assignment.id)
    ).all()


def active_version(session: Session, assignment_id: str) -> AssignmentVersion | None:
    """The version in force, read anew: who has locked the versions sees it as it is."""
    return session.scalars(_ACTIVE_VERSION, {"assignment_id": assignment_id}).one_or_none()


def in_force(session: Session, assignment_id: str) -> InForce:
    """The version in force as it is, which there is, and the one its boards stand on."""
    found = sql.read_one(session, _IN_FORCE, {"assignment_id": assignment_id})
    assert found is not None, "whoever submits does so under a version"
    return InForce(*found[1:])


def shown_by(session: Session, active: AssignmentVersion) -> AssignmentVersion:
    """The version whose digits, unit, baselines and metrics beside the boards show.

    That in force, unless everything is graded again under it: the old board stands whole until
    then, as the last version in force with its gradings showed it.
    """
    if not active.is_graded_again:
        return active
    found = session.scalars(_BEFORE, {"standing_id": active.standing_id, "number": active.number})
    return found.first() or session.get_one(AssignmentVersion, active.standing_id)


def latest_number(session: Session, assignment_id: str) -> int:
    """The number of the newest version, 0 where there is none."""
    return (
        session.scalar(
            select(func.max(AssignmentVersion.number)).where(
                AssignmentVersion.assignment_id == assignment_id
            )
        )
        or 0
    )


def course_id_of(session: Session, assignment_id: str) -> str:
    """The course that an assignment belongs to."""
    return session.get_one(Assignment, assignment_id).course_id


def tracks(session: Session, assignment_id: str) -> dict[str, Track]:
    """The assignment's tracks by slug, those of old versions among them."""
    found = sql.read(session, _TRACKS, {"assignment_id": assignment_id})
    return {track.slug: track for (track,) in found}

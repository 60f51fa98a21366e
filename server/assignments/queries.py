"""Reading assignments, versions and tracks."""

from collections.abc import Sequence

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session, aliased

from server.core.models import Assignment, AssignmentVersion, Track


def by_slug(session: Session, course_id: str, slug: str) -> Assignment | None:
    """The assignment of that slug."""
    return session.scalars(
        select(Assignment).where(Assignment.course_id == course_id, Assignment.slug == slug)
    ).one_or_none()


def active_by_slug(
    session: Session, course_id: str, slug: str
) -> tuple[Assignment, AssignmentVersion, AssignmentVersion] | None:
    """The assignment of that slug, its version in force, and the one its boards stand on."""
    row = session.execute(
        _active().where(Assignment.course_id == course_id, Assignment.slug == slug)
    ).one_or_none()
    return None if row is None else (row[0], row[1], row[2])


def active_of_course(
    session: Session, course_id: str
) -> Sequence[Row[Assignment, AssignmentVersion, AssignmentVersion]]:
    """Every assignment of a course with these two versions, oldest first."""
    return session.execute(
        _active().where(Assignment.course_id == course_id).order_by(Assignment.id)
    ).all()


def active_version(session: Session, assignment_id: str) -> AssignmentVersion | None:
    """The version in force, read anew: who has locked the versions sees it as it is."""
    return session.scalars(
        select(AssignmentVersion)
        .where(AssignmentVersion.assignment_id == assignment_id, AssignmentVersion.active)
        .execution_options(populate_existing=True)
    ).one_or_none()


def is_standing(session: Session, version_id: str) -> bool:
    """Whether boards stand on the gradings of a version by now, whatever was read of it before."""
    wanted = select(AssignmentVersion.id).where(
        AssignmentVersion.standing_id == version_id, AssignmentVersion.active
    )
    return session.scalar(wanted) is not None


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


def tracks(session: Session, assignment_id: str) -> dict[str, Track]:
    """The assignment's tracks by slug, those of old versions among them."""
    found = session.scalars(select(Track).where(Track.assignment_id == assignment_id))
    return {track.slug: track for track in found}


def _active() -> Select[Assignment, AssignmentVersion, AssignmentVersion]:
    standing = aliased(AssignmentVersion)
    return (
        select(Assignment, AssignmentVersion, standing)
        .join(AssignmentVersion, AssignmentVersion.assignment_id == Assignment.id)
        .join(standing, standing.id == AssignmentVersion.standing_id)
        .where(AssignmentVersion.active)
    )

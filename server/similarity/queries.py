"""Reading what is compared: every graded submission of an assignment, and whose it is."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Row, case, func, select
from sqlalchemy.orm import Session, aliased

from grader import Verdict
from server.core.models import (
    Assignment,
    AssignmentVersion,
    Course,
    Evaluation,
    EvaluationState,
    Membership,
    ParticipantMember,
    Role,
    Submission,
    Track,
)


class Compared(NamedTuple):
    """A submission as it was graded under the version in force, and whose it is.

    person_id: of the participant's member, who may take the course again as another participant; of
    a baseline who pushed it. role: an instructor's for a baseline, whatever they are by now.
    """

    submission_id: str
    evaluation_id: str
    version_id: str
    person_id: str
    course_id: str
    role: Role
    track: str
    verdict: Verdict
    score: float | None
    points: float | None
    filename: str
    sha256: str
    received_at: datetime


class Author(NamedTuple):
    """Somebody on the roster of a course, as its staff know them."""

    course: str
    alias: str
    name: str


def of_slug(session: Session, slug: str) -> Sequence[Row[Assignment, AssignmentVersion, Course]]:
    """The assignments of that slug in all courses, oldest first.

    Each has the version whose gradings its boards stand on.
    """
    active = aliased(AssignmentVersion)
    return session.execute(
        select(Assignment, AssignmentVersion, Course)
        .join(active, active.assignment_id == Assignment.id)
        .join(AssignmentVersion, AssignmentVersion.id == active.standing_id)
        .join(Course, Course.id == Assignment.course_id)
        .where(Assignment.slug == slug, active.active)
        .order_by(Course.created_at, Course.id)
    ).all()


def graded(session: Session, version_ids: Collection[str]) -> list[Compared]:
    """What people on the rosters have had graded under versions in force, oldest first.

    Baselines are among it, whether or not who pushed them is on a roster.
    """
    is_baseline = Submission.baseline.is_not(None)
    owner = func.coalesce(ParticipantMember.person_id, Submission.person_id)
    rows = session.execute(
        select(
            Submission.id,
            Evaluation.id,
            Evaluation.version_id,
            owner,
            Assignment.course_id,
            case((is_baseline, Role.INSTRUCTOR), else_=Membership.role),
            Track.slug,
            Evaluation.verdict,
            Evaluation.score,
            Evaluation.points,
            Submission.filename,
            Submission.sha256,
            Submission.received_at,
        )
        .join(Evaluation, Evaluation.submission_id == Submission.id)
        .join(Track, Track.id == Submission.track_id)
        .join(Assignment, Assignment.id == Submission.assignment_id)
        .outerjoin(ParticipantMember, ParticipantMember.participant_id == Submission.participant_id)
        .outerjoin(
            Membership,
            (Membership.person_id == ParticipantMember.person_id)
            & (Membership.course_id == Assignment.course_id),
        )
        .where(
            Evaluation.version_id.in_(version_ids),
            Evaluation.state == EvaluationState.FINAL,
            Membership.active | is_baseline,
        )
        .order_by(Submission.received_at, Submission.id)
    )
    return [Compared._make(row) for row in rows]


def authors(session: Session, course_ids: Collection[str]) -> dict[tuple[str, str], Author]:
    """Everybody on the rosters of courses, by the ids of course and person."""
    rows = session.execute(
        select(Course.slug, Membership)
        .join(Course, Course.id == Membership.course_id)
        .where(Membership.course_id.in_(course_ids), Membership.active)
    )
    return {
        (line.course_id, line.person_id): Author(slug, line.alias, line.called)
        for slug, line in rows
    }

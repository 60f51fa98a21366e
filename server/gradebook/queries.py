"""Reading what grades are made of: the class, what counts of everybody, and what was frozen."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Row, exists, func, select
from sqlalchemy.orm import Session

from server.assignments.late import CAME_AT
from server.core.models import (
    Assignment,
    AssignmentVersion,
    AuditEvent,
    Course,
    Evaluation,
    EvaluationState,
    FrozenGrade,
    FrozenGradebook,
    Membership,
    Participant,
    ParticipantException,
    ParticipantMember,
    Person,
    Role,
    Standing,
    Submission,
)

UNFROZEN = "grades.unfreeze"
"""What the audit trail calls that grades were let go."""


class Student(NamedTuple):
    """A student of the class. participant_id: None before their first upload.

    number: of a student, where the roster gives it. roster_alias: what the roster calls who has
    chosen another alias.
    """

    person_id: str
    alias: str
    name: str
    email: str | None
    participant_id: str | None
    number: str | None = None
    roster_alias: str | None = None


class Standings(NamedTuple):
    """What counts of a participant on a track, in full."""

    participant_id: str
    value: float
    private: float | None
    submission_id: str
    received_at: datetime
    submissions: int
    report: dict[str, Any] | None
    max_points: float | None
    came_at: datetime


def students(session: Session, course_id: str, assignment_id: str) -> list[Student]:
    """Every student on the roster, by alias."""
    rows = session.execute(
        select(
            Person.id,
            Membership.alias,
            func.coalesce(Membership.name, Membership.alias),
            Person.email,
            ParticipantMember.participant_id,
            Membership.student_number,
            Membership.roster_alias,
        )
        .join(Membership, Membership.person_id == Person.id)
        .outerjoin(
            ParticipantMember,
            (ParticipantMember.person_id == Person.id)
            & (ParticipantMember.assignment_id == assignment_id),
        )
        .where(
            Membership.course_id == course_id, Membership.active, Membership.role == Role.STUDENT
        )
        .order_by(Membership.alias)
    )
    return [Student(*row) for row in rows]


def standings(session: Session, track_id: str) -> dict[str, Standings]:
    """What counts of every participant on a track, by participant."""
    rows = session.execute(
        select(
            Standing.participant_id,
            Standing.value,
            Evaluation.private_score,
            Standing.submission_id,
            Standing.received_at,
            Standing.submissions,
            Evaluation.report,
            Evaluation.max_points,
            CAME_AT,
        )
        .join(Evaluation, Evaluation.id == Standing.evaluation_id)
        .join(Submission, Submission.id == Standing.submission_id)
        .where(Standing.track_id == track_id)
    )
    return {row[0]: Standings(*row) for row in rows}


def deadlines(session: Session, assignment_id: str) -> dict[str, datetime]:
    """The deadlines that participants of an assignment were granted, by participant."""
    rows = session.execute(
        select(ParticipantException.participant_id, ParticipantException.closes_at)
        .join(Participant, Participant.id == ParticipantException.participant_id)
        .where(
            Participant.assignment_id == assignment_id, ParticipantException.closes_at.is_not(None)
        )
    )
    return {owner: closes_at for owner, closes_at in rows if closes_at is not None}


def ungraded_files(session: Session, track_id: str, version_id: str) -> int:
    """How many files of participants on a track are not graded yet under a version."""
    count = (
        select(func.count())
        .select_from(Submission)
        .join(Evaluation, Evaluation.submission_id == Submission.id)
        .where(
            Submission.track_id == track_id,
            Submission.baseline.is_(None),
            Evaluation.version_id == version_id,
            Evaluation.state != EvaluationState.FINAL,
        )
    )
    return session.scalar(count) or 0


def frozen(session: Session, assignment_id: str) -> tuple[FrozenGradebook, str] | None:
    """The frozen gradebook of an assignment, and the name of who froze it."""
    row = session.execute(
        select(FrozenGradebook, Person.name)
        .join(Person, Person.id == FrozenGradebook.frozen_by)
        .where(FrozenGradebook.assignment_id == assignment_id)
    ).one_or_none()
    return None if row is None else (row[0], row[1])


def frozen_grades(
    session: Session, assignment_id: str, course_id: str
) -> Sequence[Row[FrozenGrade, Membership, Person]]:
    """The grades that were frozen, by alias; of who has left the course since too."""
    return session.execute(
        select(FrozenGrade, Membership, Person)
        .join(Person, Person.id == FrozenGrade.person_id)
        .join(Membership, Membership.person_id == Person.id)
        .where(FrozenGrade.assignment_id == assignment_id, Membership.course_id == course_id)
        .order_by(Membership.alias)
    ).all()


class Due(NamedTuple):
    """An assignment whose grades are to be frozen, with its version in force."""

    course: Course
    assignment: Assignment
    version: AssignmentVersion


def due(session: Session, moment: datetime) -> list[Due]:
    """The assignments whose grades are due to be frozen at a moment.

    Neither those that are frozen nor those whose grades were let go after they had been due.
    """
    is_frozen = exists().where(FrozenGradebook.assignment_id == Assignment.id)
    rows = session.execute(
        select(Course, Assignment, AssignmentVersion)
        .join(Assignment, Assignment.course_id == Course.id)
        .join(AssignmentVersion, AssignmentVersion.assignment_id == Assignment.id)
        .where(
            AssignmentVersion.active,
            AssignmentVersion.definition["grades"]["freeze_at"].as_string().is_not(None),
            ~is_frozen,
        )
        .order_by(Assignment.id)
    )
    found = [Due(*row) for row in rows]
    return [one for one in found if _is_due(session, one, moment)]


def _is_due(session: Session, one: Due, moment: datetime) -> bool:
    grades = one.version.parsed.grades
    freeze_at = None if grades is None else grades.freeze_at
    if freeze_at is None or freeze_at > moment:
        return False
    return not let_go_since(session, one.assignment.id, freeze_at)


def let_go_since(session: Session, assignment_id: str, moment: datetime) -> bool:
    """Whether grades that had been frozen were let go at a moment or later."""
    found = select(AuditEvent.id).where(
        AuditEvent.action == UNFROZEN,
        AuditEvent.subject == assignment_id,
        AuditEvent.at >= moment,
    )
    return session.scalar(select(found.exists())) or False

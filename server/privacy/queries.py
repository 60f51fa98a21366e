"""Reading what is held of a person, in every table that speaks of people."""

from collections.abc import Sequence

from sqlalchemy import Row, or_, select
from sqlalchemy.orm import Session

from server.core.models import (
    Assignment,
    AuditEvent,
    Course,
    FrozenGrade,
    FrozenGradebook,
    Identity,
    OutboxMail,
    ParticipantException,
    ParticipantMember,
    Removal,
    SignInLink,
    Submission,
    Token,
    WebSession,
)


def tokens(session: Session, person_id: str) -> Sequence[Token]:
    """Every token that they had, the oldest first."""
    return session.scalars(
        select(Token).where(Token.person_id == person_id).order_by(Token.id)
    ).all()


def links(session: Session, person_id: str) -> Sequence[SignInLink]:
    """Every sign-in link that they had, the oldest first."""
    return session.scalars(
        select(SignInLink).where(SignInLink.person_id == person_id).order_by(SignInLink.created_at)
    ).all()


def sessions(session: Session, person_id: str) -> Sequence[WebSession]:
    """The browsers that are kept of them, the oldest first."""
    return session.scalars(
        select(WebSession).where(WebSession.person_id == person_id).order_by(WebSession.id)
    ).all()


def identities(session: Session, person_id: str) -> Sequence[Identity]:
    """Who they are at providers."""
    return session.scalars(
        select(Identity).where(Identity.person_id == person_id).order_by(Identity.id)
    ).all()


def mails(session: Session, person_id: str) -> Sequence[OutboxMail]:
    """Mail to them that waits, or was put within the last days, the oldest first."""
    return session.scalars(
        select(OutboxMail).where(OutboxMail.person_id == person_id).order_by(OutboxMail.id)
    ).all()


def submissions(session: Session, person_id: str) -> Sequence[Submission]:
    """Every file that they have sent, the oldest first; no baselines."""
    return session.scalars(
        select(Submission)
        .where(Submission.person_id == person_id, Submission.baseline.is_(None))
        .order_by(Submission.id)
    ).all()


def exceptions(
    session: Session, person_id: str
) -> Sequence[Row[ParticipantException, Assignment, Course]]:
    """What was granted to them alone, with where."""
    of_person = ParticipantMember.participant_id == ParticipantException.participant_id
    return session.execute(
        select(ParticipantException, Assignment, Course)
        .join(ParticipantMember, of_person)
        .join(Assignment, Assignment.id == ParticipantMember.assignment_id)
        .join(Course, Course.id == Assignment.course_id)
        .where(ParticipantMember.person_id == person_id)
        .order_by(ParticipantException.given_at)
    ).all()


def removals(session: Session, person_id: str) -> Sequence[Row[Removal, Assignment, Course]]:
    """What of theirs was taken off boards, and they themselves, with where; ended or not."""
    return session.execute(
        select(Removal, Assignment, Course)
        .join(ParticipantMember, ParticipantMember.participant_id == Removal.participant_id)
        .join(Assignment, Assignment.id == ParticipantMember.assignment_id)
        .join(Course, Course.id == Assignment.course_id)
        .where(ParticipantMember.person_id == person_id)
        .order_by(Removal.at)
    ).all()


def grades(
    session: Session, person_id: str
) -> Sequence[Row[FrozenGrade, FrozenGradebook, Assignment, Course]]:
    """Their grades of assignments whose grades are frozen, with where these are."""
    return session.execute(
        select(FrozenGrade, FrozenGradebook, Assignment, Course)
        .join(FrozenGradebook, FrozenGradebook.assignment_id == FrozenGrade.assignment_id)
        .join(Assignment, Assignment.id == FrozenGrade.assignment_id)
        .join(Course, Course.id == Assignment.course_id)
        .where(FrozenGrade.person_id == person_id)
        .order_by(FrozenGradebook.frozen_at)
    ).all()


def events(session: Session, person_id: str, subjects: Sequence[str]) -> Sequence[AuditEvent]:
    """What they did and what was done to them, the oldest first.

    subjects: what providers call them, by which refusals before they were known are found.
    """
    detail = AuditEvent.detail
    is_about = or_(
        AuditEvent.actor_id == person_id,
        AuditEvent.subject == person_id,
        detail["person"].as_string() == person_id,
        detail["subject_there"].as_string().in_(subjects),
    )
    return session.scalars(select(AuditEvent).where(is_about).order_by(AuditEvent.id)).all()

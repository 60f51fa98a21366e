"""Reading what is held of a person, in every table that speaks of people."""

from collections.abc import Sequence

from sqlalchemy import Row, or_, select
from sqlalchemy.orm import Session

from server.core.errors import not_found
from server.core.models import (
    AuditEvent,
    Course,
    Identity,
    Membership,
    Person,
    SignInLink,
    Submission,
    Token,
    WebSession,
)

_MOST_FOUND = 50


def by_id(session: Session, person_id: str) -> Person:
    """A person. Raises 404."""
    found = session.get(Person, person_id)
    if found is None:
        raise not_found("person", person_id)
    return found


def people_called(session: Session, who: str) -> Sequence[Person]:
    """Those with that name, e-mail address, id, or alias in some course."""
    by_alias = select(Membership.person_id).where(Membership.alias == who)
    is_meant = or_(
        Person.id == who, Person.name == who, Person.email == who, Person.id.in_(by_alias)
    )
    found = select(Person).where(is_meant).order_by(Person.id)
    return session.scalars(found.limit(_MOST_FOUND)).all()


def memberships(session: Session, person_id: str) -> Sequence[Row[Membership, Course]]:
    """Every line of a roster that a person has, or had."""
    return session.execute(
        select(Membership, Course)
        .join(Course, Course.id == Membership.course_id)
        .where(Membership.person_id == person_id)
        .order_by(Course.slug)
    ).all()


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


def submissions(session: Session, person_id: str) -> Sequence[Submission]:
    """Every file that they have sent, the oldest first; no baselines."""
    return session.scalars(
        select(Submission)
        .where(Submission.person_id == person_id, Submission.baseline.is_(None))
        .order_by(Submission.id)
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

"""Reading who is on the site."""

from collections.abc import Collection, Sequence

from sqlalchemy import Row, func, or_, select
from sqlalchemy.orm import Session

from server.core.errors import not_found
from server.core.models import (
    Assignment,
    Course,
    FrozenGrade,
    Membership,
    OtherAddress,
    ParticipantMember,
    Person,
    Submission,
)

_MOST_FOUND = 50


def by_id(session: Session, person_id: str) -> Person:
    """A person. Raises 404."""
    found = session.get(Person, person_id)
    if found is None:
        raise not_found("person", person_id)
    return found


def people_called(session: Session, who: str) -> Sequence[Person]:
    """Those with that name, e-mail address, student number or id, or alias in some course."""
    is_line = or_(Membership.alias == who, Membership.name == who, Membership.student_number == who)
    by_line = select(Membership.person_id).where(is_line)
    by_address = select(OtherAddress.person_id).where(OtherAddress.email == who)
    is_theirs = (Person.id, Person.name, Person.email, Person.student_number)
    is_meant = or_(
        *(column == who for column in is_theirs),
        Person.id.in_(by_line),
        Person.id.in_(by_address),
    )
    found = select(Person).where(is_meant).order_by(Person.id)
    return session.scalars(found.limit(_MOST_FOUND)).all()


def newest(session: Session, cursor: str, *, limit: int) -> tuple[Sequence[Person], str | None]:
    """Some of all, the newest first, and what to ask for with `cursor` for those before."""
    query = select(Person).order_by(Person.id.desc()).limit(limit + 1)
    if cursor:
        query = query.where(Person.id < cursor)
    found = session.scalars(query).all()
    return found[:limit], found[limit - 1].id if len(found) > limit else None


def memberships(session: Session, person_id: str) -> Sequence[Row[Membership, Course]]:
    """Every line of a roster that a person has, or had."""
    return session.execute(
        select(Membership, Course)
        .join(Course, Course.id == Membership.course_id)
        .where(Membership.person_id == person_id)
        .order_by(Course.slug)
    ).all()


def slugs(session: Session, course_ids: Collection[str]) -> dict[str, str]:
    """What courses are called in addresses, by their ids."""
    named = select(Course.id, Course.slug).where(Course.id.in_(course_ids))
    return dict(session.execute(named).all())


def names(session: Session, person_ids: Collection[str]) -> dict[str, str]:
    """What people are called on the site, by their ids."""
    named = select(Person.id, Person.name).where(Person.id.in_(person_ids))
    return dict(session.execute(named).all())


def count_files(session: Session, person_id: str) -> int:
    """How many files somebody has sent; no baselines."""
    sent = Submission.person_id == person_id, Submission.baseline.is_(None)
    return session.scalar(select(func.count()).select_from(Submission).where(*sent)) or 0


def assignments_of_both(session: Session, one: str, other: str) -> Sequence[Row[str, str]]:
    """Where two people are participants each: the slugs of course and assignment."""
    of_other = select(ParticipantMember.assignment_id).where(ParticipantMember.person_id == other)
    return session.execute(
        select(Course.slug, Assignment.slug)
        .join(Assignment, Assignment.course_id == Course.id)
        .join(ParticipantMember, ParticipantMember.assignment_id == Assignment.id)
        .where(ParticipantMember.person_id == one, Assignment.id.in_(of_other))
        .order_by(Course.slug, Assignment.slug)
    ).all()


def frozen_of_both(session: Session, one: str, other: str) -> Sequence[Row[str, str]]:
    """Where two people have a frozen grade each: the slugs of course and assignment."""
    of_other = select(FrozenGrade.assignment_id).where(FrozenGrade.person_id == other)
    return session.execute(
        select(Course.slug, Assignment.slug)
        .join(Assignment, Assignment.course_id == Course.id)
        .join(FrozenGrade, FrozenGrade.assignment_id == Assignment.id)
        .where(FrozenGrade.person_id == one, Assignment.id.in_(of_other))
        .order_by(Course.slug, Assignment.slug)
    ).all()


def further_addresses(session: Session, goes: Person, stays: Person) -> list[str]:
    """The addresses that name who stays besides the first, once two are merged."""
    of_both = OtherAddress.person_id.in_((goes.id, stays.id))
    found = set(session.scalars(select(OtherAddress.email).where(of_both)))
    if goes.email is not None and stays.email is not None:
        found.add(goes.email)
    return sorted(found)

"""Reading courses and rosters."""

from collections.abc import Sequence

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from server.core.models import Course, Membership, Person


def by_slug(session: Session, slug: str) -> Course | None:
    """The course of that slug."""
    return session.scalars(select(Course).where(Course.slug == slug)).one_or_none()


def membership(session: Session, course_id: str, person_id: str) -> Membership | None:
    """A person's line on the roster, unless it was taken off."""
    found = session.get(Membership, (course_id, person_id))
    return found if found is not None and found.active else None


def of_person(session: Session, person_id: str) -> Sequence[Row[Course, Membership]]:
    """The courses a person is in, by title."""
    return session.execute(
        select(Course, Membership)
        .join(Membership, Membership.course_id == Course.id)
        .where(Membership.person_id == person_id, Membership.active)
        .order_by(Course.title, Course.id)
    ).all()


def every(session: Session) -> Sequence[Course]:
    """All courses of the site, by title."""
    return session.scalars(select(Course).order_by(Course.title, Course.id)).all()


def roster(session: Session, course_id: str) -> Sequence[Row[Membership, Person]]:
    """Every line of a roster with its person, by alias; lines taken off are among them."""
    return session.execute(
        select(Membership, Person)
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.course_id == course_id)
        .order_by(Membership.alias)
    ).all()


def member_by_alias(session: Session, course_id: str, alias: str) -> Membership | None:
    """The line of that alias, unless it was taken off."""
    return session.scalars(
        select(Membership).where(
            Membership.course_id == course_id, Membership.alias == alias, Membership.active
        )
    ).one_or_none()

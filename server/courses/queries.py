"""Reading courses and rosters."""

from collections.abc import Sequence

from sqlalchemy import Row, bindparam, func, select
from sqlalchemy.orm import Session, aliased

from server.core import sql
from server.core.models import Course, Membership, Person, Role

_BY_SLUG = select(Course).where(Course.slug == bindparam("slug"))
_MEMBERSHIP = select(Membership).where(
    Membership.course_id == bindparam("course_id"),
    Membership.person_id == bindparam("person_id"),
    Membership.active,
)


def by_slug(session: Session, slug: str) -> Course | None:
    """The course of that slug."""
    found = sql.read_one(session, _BY_SLUG, {"slug": slug})
    return None if found is None else found[0]


def slug_of(session: Session, course_id: str) -> str:
    """A course's name in addresses."""
    return session.get_one(Course, course_id).slug


def membership(session: Session, course_id: str, person_id: str) -> Membership | None:
    """A person's line on the roster, unless it was taken off."""
    asked = {"course_id": course_id, "person_id": person_id}
    found = sql.read_one(session, _MEMBERSHIP, asked)
    return None if found is None else found[0]


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


def count_students(session: Session, course_id: str) -> int:
    """How many students are on the roster."""
    wanted = select(func.count()).where(
        Membership.course_id == course_id, Membership.active, Membership.role == Role.STUDENT
    )
    return session.scalar(wanted) or 0


def name_of(session: Session, course_id: str, person_id: str) -> str:
    """What staff of a course know a person by; their own name where its roster never named them."""
    line = session.get(Membership, (course_id, person_id))
    return session.get_one(Person, person_id).name if line is None else line.called


def in_other_courses(session: Session, course_id: str) -> frozenset[str]:
    """Whom this course's roster names or named, and another's as well."""
    other = aliased(Membership)
    return frozenset(
        session.scalars(
            select(Membership.person_id)
            .join(other, other.person_id == Membership.person_id)
            .where(Membership.course_id == course_id, other.course_id != course_id)
        )
    )


def member_by_alias(session: Session, course_id: str, alias: str) -> Membership | None:
    """The line of that alias, unless it was taken off."""
    return session.scalars(
        select(Membership).where(
            Membership.course_id == course_id, Membership.alias == alias, Membership.active
        )
    ).one_or_none()

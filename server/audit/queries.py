"""Reading the audit trail, and what its ids stand for."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from server.core.models import Assignment, AuditEvent, Course, Membership, Person

_AT_ONCE = 500


@dataclass(frozen=True)
class EventFilter:
    """Which events are asked for; None for all.

    who: those who did it or to whom it was done. what: an action, or its first word. since, until:
    from that moment on, and before that one.
    """

    course_id: str | None = None
    who: frozenset[str] | None = None
    what: str | None = None
    since: datetime | None = None
    until: datetime | None = None

    @property
    def condition(self) -> ColumnElement[bool]:
        """The same in SQL."""
        found: list[ColumnElement[bool]] = [AuditEvent.id != ""]
        if self.course_id is not None:
            found.append(AuditEvent.course_id == self.course_id)
        if self.who is not None:
            person = AuditEvent.detail["person"].as_string()
            found.append(or_(AuditEvent.actor_id.in_(self.who), person.in_(self.who)))
        if self.what is not None:
            is_kind = AuditEvent.action.startswith(f"{self.what}.", autoescape=True)
            found.append(or_(AuditEvent.action == self.what, is_kind))
        if self.since is not None:
            found.append(AuditEvent.at >= self.since)
        if self.until is not None:
            found.append(AuditEvent.at < self.until)
        return and_(*found)


def events(
    session: Session, wanted: EventFilter, *, limit: int, before: str | None = None
) -> Sequence[AuditEvent]:
    """The newest of them, those before an id where one is given."""
    query = select(AuditEvent).where(wanted.condition)
    if before is not None:
        query = query.where(AuditEvent.id < before)
    return session.scalars(query.order_by(AuditEvent.id.desc()).limit(limit)).all()


def people_called(session: Session, name: str, course_id: str | None) -> frozenset[str]:
    """Those who have that alias in a course, on the roster or not; on the site, that name."""
    if course_id is not None:
        of_course = Membership.course_id == course_id, Membership.alias == name
        return frozenset(session.scalars(select(Membership.person_id).where(*of_course)))
    is_meant = or_(Person.name == name, Person.email == name, Person.id == name)
    by_alias = select(Membership.person_id).where(Membership.alias == name)
    return frozenset(
        session.scalars(select(Person.id).where(or_(is_meant, Person.id.in_(by_alias))))
    )


def names_of_people(
    session: Session, ids: Collection[str], course_id: str | None
) -> dict[str, str]:
    """What people are called by their ids: in a course by their aliases, else by their names."""
    found: dict[str, str] = {}
    for some in _chunks(ids):
        named = select(Person.id, Person.name).where(Person.id.in_(some))
        found |= dict(session.execute(named).all())
        if course_id is not None:
            of_course = Membership.course_id == course_id, Membership.person_id.in_(some)
            lines = select(Membership.person_id, Membership.alias).where(*of_course)
            found |= dict(session.execute(lines).all())
    return found


def names_of_things(session: Session, ids: Collection[str]) -> dict[str, str]:
    """The slugs of assignments and courses by their ids."""
    found: dict[str, str] = {}
    for some in _chunks(ids):
        for model in (Assignment, Course):
            named = select(model.id, model.slug).where(model.id.in_(some))
            found |= dict(session.execute(named).all())
    return found


def _chunks(ids: Collection[str]) -> list[list[str]]:
    ordered = sorted(ids)
    return [ordered[first : first + _AT_ONCE] for first in range(0, len(ordered), _AT_ONCE)]

"""What people are called and by which addresses they are known, with who said so and when.

An address is one person's on the whole site. With one that is corrected ends what it had opened: it
may have been somebody else's.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from server.core import people_problems as problems
from server.core.clock import now
from server.core.errors import RequestProblemError
from server.core.identifiers import new_id
from server.core.mail import outbox
from server.core.models import (
    Attribute,
    AttributeChange,
    AttributeSource,
    Membership,
    OtherAddress,
    Person,
)
from server.identity.sessions import end_all_but_tokens

_LOOKUP = 1_000  # addresses in one query


@dataclass(frozen=True)
class Said:
    """Who says what somebody is called. course_id: the course whose roster does."""

    source: AttributeSource
    by_id: str | None = None
    course_id: str | None = None


def remember(
    session: Session,
    person_id: str,
    attribute: Attribute,
    change: tuple[str | None, str | None],
    said: Said,
) -> None:
    """Keep that an attribute was changed. change: what it was, and what it is."""
    before, after = change
    session.add(
        AttributeChange(
            id=new_id(),
            person_id=person_id,
            at=now(),
            attribute=attribute,
            before=before,
            after=after,
            source=said.source,
            course_id=said.course_id,
            by_id=said.by_id,
        )
    )


def correct_name(session: Session, person: Person, name: str, said: Said) -> None:
    """Call somebody so on the whole site."""
    if name != person.name:
        remember(session, person.id, Attribute.NAME, (person.name, name), said)
        person.name = name


def correct_number(session: Session, person: Person, number: str | None, said: Said) -> None:
    """Note somebody's student number for the whole site."""
    if number != person.student_number:
        change = (person.student_number, number)
        remember(session, person.id, Attribute.STUDENT_NUMBER, change, said)
        person.student_number = number


def correct_email(session: Session, person: Person, email: str | None, said: Said) -> None:
    """Give somebody another address; what the old one opened ends, and mail to it is not sent.

    An address that they have besides takes the place of the first. Raises 409 where it is another
    person's.
    """
    old = person.email
    if email == old:
        return
    if email is not None:
        holder = people_by_email(session, [email]).get(email)
        if holder is not None and holder.id != person.id:
            raise RequestProblemError(HTTPStatus.CONFLICT, problems.ADDRESS_TAKEN(email=email))
        session.execute(delete(OtherAddress).where(OtherAddress.email == email))
    remember(session, person.id, Attribute.EMAIL, (old, email), said)
    person.email = email
    session.flush()
    if old is not None:
        end_all_but_tokens(session, person.id)
        outbox.forget(session, person.id)


def add_address(session: Session, person_id: str, email: str) -> None:
    """Let an address that is nobody's name a person, besides the first."""
    session.add(OtherAddress(email=email, person_id=person_id))


def name_by_provider(session: Session, person: Person, name: str | None) -> None:
    """Call somebody as a provider does that vouches for them, where nobody has named them yet.

    Whom nobody has named is called by an alias.
    """
    aliases = select(Membership.alias).where(Membership.person_id == person.id)
    if name is not None and person.name in session.scalars(aliases).all():
        correct_name(session, person, name, Said(AttributeSource.PROVIDER, None))


def people_by_email(session: Session, emails: Sequence[str]) -> dict[str, Person]:
    """Those of the site whom one of these addresses names, by it."""
    found: dict[str, Person] = {}
    for first in range(0, len(emails), _LOOKUP):
        some = emails[first : first + _LOOKUP]
        others = (
            select(OtherAddress.email, Person)
            .join(Person, Person.id == OtherAddress.person_id)
            .where(OtherAddress.email.in_(some))
        )
        found |= dict(session.execute(others).all())
        named = select(Person.email, Person).where(Person.email.in_(some))
        found |= {email: person for email, person in session.execute(named) if email}
    return found


def on_a_roster(session: Session, email: str) -> Person | None:
    """Whom a roster in force names so. No roster makes anybody an administrator."""
    is_named = select(Membership.person_id).where(
        Membership.person_id == Person.id, Membership.active
    )
    other = select(OtherAddress.person_id).where(OtherAddress.email == email)
    return session.scalars(
        select(Person).where(
            or_(Person.email == email, Person.id.in_(other)), ~Person.is_admin, is_named.exists()
        )
    ).one_or_none()


def addresses_of(session: Session, person_id: str) -> Sequence[str]:
    """The addresses that somebody has besides the first."""
    of_person = select(OtherAddress.email).where(OtherAddress.person_id == person_id)
    return session.scalars(of_person.order_by(OtherAddress.email)).all()


def history_of(
    session: Session, person_id: str, course_id: str | None = None
) -> Sequence[AttributeChange]:
    """What was changed of somebody, newest first; by the roster of a course alone, if given."""
    found = select(AttributeChange).where(AttributeChange.person_id == person_id)
    if course_id is not None:
        found = found.where(AttributeChange.course_id == course_id)
    return session.scalars(found.order_by(AttributeChange.id.desc())).all()

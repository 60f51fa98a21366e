"""People as administrators look them up, as models."""

from collections.abc import Iterable

from pydantic import AwareDatetime
from sqlalchemy.orm import Session

from server.core.models import Attribute, AttributeChange, AttributeSource, Person
from server.identity.attributes import addresses_of
from server.people import queries
from server.web.api_model import ApiModel


class MembershipLine(ApiModel):
    """A person's line on a course's roster."""

    course: str
    """The course's slug."""
    alias: str
    """Their alias in it."""
    role: str
    """What they are, or were."""
    active: bool
    """Whether the roster still names them."""
    name: str | None
    """Their name as this roster has it."""
    student_number: str | None
    """Their student number as this roster has it."""


class PersonLine(ApiModel):
    """Somebody, as administrators see them."""

    id: str
    """Their id, for good."""
    name: str
    """Their name."""
    email: str | None
    """Their e-mail address."""
    other_emails: list[str]
    """Further addresses that name them, of people whom they were merged with."""
    student_number: str | None
    """Their student number."""
    is_admin: bool
    """Whether they administer the site."""
    created_at: AwareDatetime
    """When they were first known here."""
    memberships: list[MembershipLine]
    """The courses that they are or were in."""


class AttributeLine(ApiModel):
    """An attribute of a person that was another before."""

    at: AwareDatetime
    """When it was changed."""
    attribute: Attribute
    """Which."""
    before: str | None
    """What it was."""
    after: str | None
    """What it is."""
    source: AttributeSource
    """Who says so: a roster, a provider who vouches for them, or a person by hand."""
    course: str | None
    """The slug of the course whose roster does."""
    by: str | None
    """The name of who changed it; null in what its person gets."""


def person_line(session: Session, person: Person) -> PersonLine:
    """A person with the courses that they are or were in."""
    return PersonLine(
        id=person.id,
        name=person.name,
        email=person.email,
        other_emails=list(addresses_of(session, person.id)),
        student_number=person.student_number,
        is_admin=person.is_admin,
        created_at=person.created_at,
        memberships=[
            MembershipLine(
                course=course.slug,
                alias=line.alias,
                role=line.role.value,
                active=line.active,
                name=line.name,
                student_number=line.student_number,
            )
            for line, course in queries.memberships(session, person.id)
        ],
    )


def attribute_lines(
    session: Session, changes: Iterable[AttributeChange], *, with_names: bool = True
) -> list[AttributeLine]:
    """Changes with slugs, and names unless they name nobody else, in the place of ids."""
    found = list(changes)
    courses = queries.slugs(session, {one.course_id for one in found if one.course_id})
    by_ids = {one.by_id for one in found if one.by_id and with_names}
    people = queries.names(session, by_ids)
    return [
        AttributeLine(
            at=one.at,
            attribute=one.attribute,
            before=one.before,
            after=one.after,
            source=one.source,
            course=courses.get(one.course_id or ""),
            by=people.get(one.by_id or ""),
        )
        for one in found
    ]

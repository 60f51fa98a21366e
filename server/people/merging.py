"""Two people who are one: all that the one has becomes the other's, and nothing is lost.

Where both have files of one assignment they stay two: whose tries and whose place on its board
would count is nothing that could be decided without throwing some of them away.
"""

from collections.abc import Iterator, Sequence
from http import HTTPStatus

from sqlalchemy import Table, delete, func, select, update
from sqlalchemy.orm import Session

from grader import Problem
from server.core import audit
from server.core import people_problems as problems
from server.core.errors import RequestProblemError
from server.core.models import (
    Attribute,
    AttributeSource,
    AuditEvent,
    Base,
    Identity,
    Person,
)
from server.courses.rules import bump_boards
from server.identity.attributes import Said, add_address, remember
from server.identity.rules import Viewer
from server.people import queries
from server.web.api_model import ApiModel


class Merged(ApiModel):
    """What becomes of two people, or would."""

    stays: str
    """The id of who stays."""
    goes: str
    """The id that is nobody's any more."""
    courses: list[str]
    """The slugs of the courses whose roster names the one who stays from now on."""
    in_both: list[str]
    """The slugs of courses that both were in: one line of the roster stays."""
    assignments: int
    """Of how many assignments the files, tries and places are theirs from now on."""
    files: int
    """How many files these are."""
    tokens: int
    """How many tokens, revoked ones among them."""
    sessions: int
    """How many browsers."""
    identities: int
    """How many accounts elsewhere."""
    emails: list[str]
    """The addresses that name them besides the first from now on."""


def plan_merge(session: Session, goes_id: str, stays_id: str) -> Merged:
    """What `merge` would do; only reads. Raises 404, and 409 as it does."""
    goes, stays = queries.by_id(session, goes_id), queries.by_id(session, stays_id)
    obstacles = list(_obstacles(session, goes, stays))
    if obstacles:
        raise RequestProblemError(HTTPStatus.CONFLICT, *obstacles)
    lines = {course.id: course.slug for _, course in queries.memberships(session, goes_id)}
    present = {course.id for _, course in queries.memberships(session, stays_id)}
    return Merged(
        stays=stays_id,
        goes=goes_id,
        courses=[slug for id_, slug in lines.items() if id_ not in present],
        in_both=[slug for id_, slug in lines.items() if id_ in present],
        assignments=_count(session, "participant_members", goes_id),
        files=queries.count_files(session, goes_id),
        tokens=_count(session, "tokens", goes_id),
        sessions=_count(session, "web_sessions", goes_id),
        identities=_count(session, "identities", goes_id),
        emails=queries.further_addresses(session, goes, stays),
    )


def merge(session: Session, administrator: Viewer, goes_id: str, stays_id: str) -> Merged:
    """Make all that one person has another's, and forget that there were two.

    Who stays keeps their name and address; those of who goes stand in the history, and go on to
    name them. In a course of both the line of who stays is kept, unless it was taken off. Events of
    the audit trail name who stays.
    Raises 404, and 409 for administrators, for two with files of one assignment, with accounts of
    one provider or with two roles in a course.
    """
    for id_ in sorted({goes_id, stays_id}):  # who adds something to one of them waits
        session.get(Person, id_, with_for_update=True)
    planned = plan_merge(session, goes_id, stays_id)
    goes, stays = queries.by_id(session, goes_id), queries.by_id(session, stays_id)
    touched = [course for _, course in queries.memberships(session, goes_id)]
    _join_lines(session, goes_id, stays_id)
    _rename_in_audit(session, goes_id, stays_id)
    for table, column in _owned():
        moved = update(table).where(table.c[column] == goes_id).values({column: stays_id})
        session.execute(moved)
    _join_attributes(session, goes, stays, administrator)
    session.expire_all()
    session.execute(delete(Person).where(Person.id == goes_id))
    for course in touched:
        bump_boards(session, course)
    audit.record(
        session,
        administrator.person_id,
        "person.merge",
        stays_id,
        person=stays_id,
        merged=goes_id,
        files=planned.files,
        assignments=planned.assignments,
    )
    return planned


def _obstacles(session: Session, goes: Person, stays: Person) -> Iterator[Problem]:
    """Why two people have to stay two."""
    if goes.id == stays.id:
        yield problems.MERGE_SAME()
        return
    if goes.is_admin or stays.is_admin:
        yield problems.MERGE_ADMINISTRATOR()
    for slug, assignment in queries.assignments_of_both(session, goes.id, stays.id):
        yield problems.MERGE_FILES(course=slug, assignment=assignment)
    for slug, assignment in queries.frozen_of_both(session, goes.id, stays.id):
        yield problems.MERGE_GRADES(course=slug, assignment=assignment)
    lines = {course.id: line for line, course in queries.memberships(session, stays.id)}
    for line, course in queries.memberships(session, goes.id):
        other = lines.get(course.id)
        if other and other.active and line.active and other.role is not line.role:
            yield problems.MERGE_ROLES(
                course=course.slug, role=line.role.value, other=other.role.value
            )
    for issuer in _issuers_of_both(session, goes.id, stays.id):
        yield problems.MERGE_IDENTITIES(issuer=issuer)


def _issuers_of_both(session: Session, goes_id: str, stays_id: str) -> Sequence[str]:
    others = select(Identity.issuer).where(Identity.person_id == stays_id)
    of_both = Identity.person_id == goes_id, Identity.issuer.in_(others)
    return session.scalars(select(Identity.issuer).where(*of_both)).all()


def _join_lines(session: Session, goes_id: str, stays_id: str) -> None:
    """Leave one line in each course of both: that of who is there, else of who stays."""
    lines = {course.id: line for line, course in queries.memberships(session, stays_id)}
    for line, course in queries.memberships(session, goes_id):
        other = lines.get(course.id)
        if other is None:
            continue
        is_better = line.active and not other.active
        kept = (line.role, line.alias, line.name, line.student_number, line.roster_alias)
        further = (other.name or line.name, other.student_number or line.student_number)
        session.delete(line)
        session.flush()  # before another has its alias
        if is_better:
            other.role, other.alias, other.name, other.student_number, other.roster_alias = kept
            other.active = True
        else:
            other.name, other.student_number = further
    session.flush()


def _rename_in_audit(session: Session, goes_id: str, stays_id: str) -> None:
    """Let what was done to who goes have been done to who stays."""
    person = AuditEvent.detail["person"].as_string()
    is_about = (AuditEvent.subject == goes_id) | (person == goes_id)
    for event in session.scalars(select(AuditEvent).where(is_about)):
        if event.subject == goes_id:
            event.subject = stays_id
        if event.detail.get("person") == goes_id:
            event.detail = {**event.detail, "person": stays_id}
    session.flush()


def _owned() -> list[tuple[Table, str]]:
    """Every column that says whose a row is, or who did it."""
    return [
        (table, column.name)
        for table in Base.metadata.sorted_tables
        for column in table.columns
        for key in column.foreign_keys
        if key.target_fullname == "people.id"
    ]


def _join_attributes(session: Session, goes: Person, stays: Person, by: Viewer) -> None:
    """Let the addresses of both name the one, and keep what the other was called."""
    said = Said(AttributeSource.PERSON, by.person_id)
    email, name, number = goes.email, goes.name, goes.student_number
    if name != stays.name:
        remember(session, stays.id, Attribute.NAME, (name, stays.name), said)
    if number is not None and stays.student_number is None:
        remember(session, stays.id, Attribute.STUDENT_NUMBER, (None, number), said)
        stays.student_number = number
    goes.email = None
    session.flush()  # an address is one person's at any time
    if email is not None and stays.email is None:
        remember(session, stays.id, Attribute.EMAIL, (None, email), said)
        stays.email = email
    elif email is not None:
        add_address(session, stays.id, email)
    session.flush()


def _count(session: Session, name: str, person_id: str) -> int:
    table = Base.metadata.tables[name]
    of_person = select(func.count()).where(table.c.person_id == person_id)
    return session.scalar(of_person.select_from(table)) or 0

"""People over HTTP, for administrators: looked up, corrected, merged."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import AfterValidator, Field, StrictBool
from sqlalchemy.orm import Session

from server.identity.attributes import history_of
from server.identity.dependencies import Administrator
from server.identity.rules import Viewer
from server.people import queries
from server.people.correcting import as_email, correct, plain
from server.people.dependencies import PersonId, ReaderOfPeople
from server.people.merging import Merged, merge, plan_merge
from server.people.views import AttributeLine, PersonLine, attribute_lines, person_line
from server.web.api_model import ApiModel, Asked
from server.web.dependencies import CurrentDatabase, ReadSession

router = APIRouter(tags=["people"])


class PersonUpdate(Asked):
    """What of somebody is corrected; what is left out stays."""

    name: Annotated[str, Field(min_length=1, max_length=254), AfterValidator(plain)] | None = None
    """Their name on the whole site; rosters have names of their own."""
    email: Annotated[str, Field(max_length=254), AfterValidator(as_email)] | None = None
    """The address that names them in rosters, to providers and for links; empty for none."""
    student_number: Annotated[str, Field(max_length=64), AfterValidator(plain)] | None = None
    """Their student number; empty for none."""


class PersonHistory(ApiModel):
    """Somebody, and what was changed of them."""

    person: PersonLine
    """Who they are."""
    changes: list[AttributeLine]
    """What they were called before, newest first."""


class MergeCreate(Asked):
    """With whom somebody is merged."""

    into: Annotated[str, Field(max_length=26)]
    """The id of who stays."""
    dry_run: StrictBool = False
    """Whether to say what would be done, and change nothing."""


@router.get("/people")
def find_people(
    session: ReadSession,
    _: ReaderOfPeople,
    who: Annotated[
        str,
        Query(
            min_length=1,
            max_length=255,
            description="A name, address, student number, id or alias.",
        ),
    ],
) -> list[PersonLine]:
    """People by name, e-mail address, student number, id or alias in a course, 50 at most.

    Administrators only.
    """
    return [person_line(session, person) for person in queries.people_called(session, who)]


@router.get("/people/{person}")
def get_person(person: PersonId, session: ReadSession, _: ReaderOfPeople) -> PersonHistory:
    """Somebody, and what they were called before, by whom and when. Administrators only."""
    return _history(session, person)


@router.patch("/people/{person}")
def patch_person(
    person: PersonId, new: PersonUpdate, database: CurrentDatabase, administrator: Administrator
) -> PersonHistory:
    """Correct what somebody is called on the site. Administrators only.

    With an address that is corrected ends what the old one had opened: links, accounts elsewhere
    and browsers that showed no token. 409 where the new one is another person's.
    """
    return database.write(_correct, administrator, person, new)


@router.post("/people/{person}/merge")
def merge_person(
    person: PersonId, new: MergeCreate, database: CurrentDatabase, administrator: Administrator
) -> Merged:
    """Make all that somebody has another's, and forget that there were two. Administrators only.

    409 for administrators, and where both have files of one assignment, accounts of one provider or
    two roles in a course. With `dry_run` nothing changes.
    """
    if new.dry_run:
        with database.read() as session:
            return plan_merge(session, person, new.into)
    return database.write(merge, administrator, person, new.into)


def _correct(
    session: Session, administrator: Viewer, person_id: str, new: PersonUpdate
) -> PersonHistory:
    correct(session, administrator, person_id, new.model_dump(exclude_none=True))
    session.flush()
    return _history(session, person_id)


def _history(session: Session, person_id: str) -> PersonHistory:
    found = queries.by_id(session, person_id)
    return PersonHistory(
        person=person_line(session, found),
        changes=attribute_lines(session, history_of(session, person_id)),
    )

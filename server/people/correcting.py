"""Correcting by hand what somebody is called on the site."""

from collections.abc import Mapping
from http import HTTPStatus

from sqlalchemy.orm import Session

from server.core import audit
from server.core.errors import RequestProblemError
from server.core.models import AttributeSource
from server.core.plain_text import is_plain
from server.core.problems import INVALID_REQUEST
from server.courses.roster_reading import is_email, normalize
from server.identity.attributes import Said, correct_email, correct_name, correct_number
from server.identity.rules import Viewer
from server.people import queries


def plain(text: str) -> str:
    """A name or a number, on one line. Raises ValueError."""
    if not is_plain(text):
        raise ValueError("expected characters that can be seen, on one line")
    return text.strip()


def as_email(text: str) -> str:
    """An address as it is kept, or an empty text for none. Raises ValueError."""
    written = normalize(text.strip()).lower()
    if written and not is_email(written):
        raise ValueError("expected an e-mail address")
    return written


def read_correction(written: Mapping[str, str]) -> dict[str, str]:
    """What a form corrects; a name that is left empty stays. Raises 422 with all that is wrong."""
    found, wrong = {}, []
    for field, text in written.items():
        try:
            found[field] = as_email(text) if field == "email" else plain(text)
        except ValueError as error:
            wrong.append(INVALID_REQUEST(where=field, reason=str(error)))
    if wrong:
        raise RequestProblemError(HTTPStatus.UNPROCESSABLE_ENTITY, *wrong)
    return {field: text for field, text in found.items() if text or field != "name"}


def correct(
    session: Session, administrator: Viewer, person_id: str, new: Mapping[str, str]
) -> None:
    """Give somebody another name, email or student_number; an empty one for none.

    Raises 404, and 409 where the address is another person's.
    """
    person = queries.by_id(session, person_id)
    said = Said(AttributeSource.PERSON, administrator.person_id)
    if "name" in new:
        correct_name(session, person, new["name"], said)
    if "student_number" in new:
        correct_number(session, person, new["student_number"] or None, said)
    if "email" in new:
        correct_email(session, person, new["email"] or None, said)
    by = administrator.person_id
    told = ", ".join(sorted(new))
    audit.record(session, by, "person.correct", person_id, person=person_id, attributes=told)

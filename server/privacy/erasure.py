"""Erasing a person: what names them goes, what they reached stays under a pseudonym."""

import hashlib
from http import HTTPStatus
from pathlib import PurePosixPath
from typing import Any

from sqlalchemy import delete, func, update
from sqlalchemy.orm import Session

from server.core import audit, problems
from server.core.clock import now
from server.core.errors import RequestProblemError
from server.core.models import (
    AttributeChange,
    Identity,
    Membership,
    OtherAddress,
    OutboxMail,
    SignInAttempt,
    SignInLink,
    Token,
    WebSession,
)
from server.courses.rules import bump_boards
from server.identity.rules import Viewer
from server.people import queries as people
from server.privacy import queries
from server.privacy.views import Erased

_OF_PERSON = (
    *(WebSession, SignInAttempt, Identity, SignInLink, OutboxMail),
    *(OtherAddress, AttributeChange),
)
_FORGOTTEN = dict.fromkeys(("name", "student_number", "roster_alias"))
_NAMING = ("alias", "subject_there")  # what of an event's details may name somebody


def erase(session: Session, administrator: Viewer, person_id: str) -> Erased:
    """Let nothing but a pseudonym stay of who somebody was, and end all their ways in.

    Names, numbers, addresses, aliases, names of files, labels of tokens, browsers, networks and
    identities go, in the audit trail too. Scores stay, and so do the files that they rest on.
    Doing it again changes nothing. Raises 404, and 409 for an administrator.
    """
    person = people.by_id(session, person_id)
    if person.is_admin:
        raise RequestProblemError(HTTPStatus.CONFLICT, problems.ADMINISTRATOR_STAYS())
    pseudonym = pseudonym_of(person_id)
    _forget_in_audit(session, person_id, pseudonym)
    ended = _end_ways_in(session, person_id, pseudonym)
    files = _rename_files(session, person_id, pseudonym)
    person.name, person.email, person.student_number = pseudonym, None, None
    lines = update(Membership).where(Membership.person_id == person_id)
    _change(session, lines.values({**_FORGOTTEN, "alias": pseudonym}))
    for row, _, _ in queries.exceptions(session, person_id):
        row.reason = ""  # it may tell of an illness
    for removal, _, _ in queries.removals(session, person_id):
        removal.reason = ""
    for _, course in people.memberships(session, person_id):
        bump_boards(session, course)
    by = administrator.person_id
    audit.record(session, by, "person.erase", person_id, person=person_id)
    return Erased(pseudonym=pseudonym, ended=ended, files=files)


def pseudonym_of(person_id: str) -> str:
    """What an erased person is called, for good; it tells nothing of them."""
    return f"erased-{hashlib.sha256(person_id.encode()).hexdigest()[:12]}"


def _end_ways_in(session: Session, person_id: str, pseudonym: str) -> int:
    """End tokens, links, sessions and identities; how many tokens and sessions there were."""
    tokens, sessions = queries.tokens(session, person_id), queries.sessions(session, person_id)
    working = [token for token in tokens if token.revoked_at is None and token.expires_at > now()]
    for model in _OF_PERSON:
        _change(session, delete(model).where(model.person_id == person_id))
    of_person = update(Token).where(Token.person_id == person_id)
    ended_at = func.coalesce(Token.revoked_at, now())
    _change(session, of_person.values(revoked_at=ended_at, label=pseudonym, last_used_at=None))
    return len(working) + len(sessions)


def _rename_files(session: Session, person_id: str, pseudonym: str) -> int:
    """Name every file that they have sent by the pseudonym and its own ending."""
    sent = queries.submissions(session, person_id)
    for submission in sent:
        ending = PurePosixPath(submission.filename).suffix.lower()
        submission.filename = f"{pseudonym}{ending}"
        submission.idempotency_key = None
    return len(sent)


def _forget_in_audit(session: Session, person_id: str, pseudonym: str) -> None:
    """Take out of the trail what names them or says where they were."""
    subjects = [identity.subject for identity in queries.identities(session, person_id)]
    for event in queries.events(session, person_id, subjects):
        kept = {name: value for name, value in event.detail.items() if name not in _NAMING}
        event.detail = {name: _without_name(value, pseudonym) for name, value in kept.items()}
        if event.actor_id in (None, person_id):
            event.network = None
    session.flush()


def _without_name(value: Any, pseudonym: str) -> Any:
    if isinstance(value, dict) and "alias" in value:
        return {**value, "alias": pseudonym}
    return value


def _change(session: Session, statement: Any) -> None:
    session.execute(statement, execution_options={"synchronize_session": False})

"""Giving a token a new secret, while the old one goes on to work for a while."""

from datetime import datetime, timedelta
from http import HTTPStatus

from pydantic import AwareDatetime
from sqlalchemy import update
from sqlalchemy.orm import Session

from server.core import audit, problems
from server.core.clock import now
from server.core.errors import RequestProblemError
from server.core.identifiers import new_id
from server.core.models import Scope, Token
from server.identity.holdings import Holdings, working_token
from server.identity.making import limit_making
from server.identity.rules import hash_secret, in_words, new_token_secret, split_scopes
from server.web.api_model import ApiModel


class RotationView(ApiModel):
    """A token in the place of another, with its label, scopes, course and end; shown this once."""

    token: str
    """The bearer token itself."""
    id: str
    """By which it is revoked."""
    label: str
    """What it is for."""
    scopes: list[Scope]
    """What it may do."""
    expires_at: AwareDatetime
    """Until when it works, as the old one would have."""
    replaces: str
    """The id of the old one."""
    old_works_until: AwareDatetime
    """Until when the old one, and the browsers that signed in with it, go on."""


def rotate_token(
    session: Session, held: Holdings, token_id: str, overlap: timedelta
) -> RotationView:
    """Another secret for the same; the old one ends after `overlap`, if it does not before.

    Raises 404 where it is not among them, 403 where it may do more than who asks may, 409 where it
    was replaced already.
    """
    old = working_token(session, held, token_id)
    scopes = split_scopes(old.scopes)
    if not held.asker.may_hold(scopes, old.course_id):
        raise RequestProblemError(HTTPStatus.FORBIDDEN, problems.LARGER_TOKEN())
    secret = new_token_secret()
    new = Token(
        id=new_id(),
        person_id=old.person_id,
        token_hash=hash_secret(secret),
        course_id=old.course_id,
        label=old.label,
        scopes=old.scopes,
        created_at=now(),
        expires_at=old.expires_at,
    )
    limit_making(session, held.asker.person_id, old.person_id)
    session.add(new)
    session.flush()
    until = min(old.expires_at, now() + overlap)
    _replace(session, old, new, until)
    audit.record(
        session,
        held.asker.person_id,
        "token.rotate",
        old.id,
        course_id=old.course_id,
        person=old.person_id,
        after={"token": new.id, "until": until.isoformat()},
    )
    return RotationView(
        token=secret,
        id=new.id,
        label=new.label,
        scopes=sorted(scopes),
        expires_at=new.expires_at,
        replaces=old.id,
        old_works_until=until,
    )


def _replace(session: Session, old: Token, new: Token, until: datetime) -> None:
    """Give one the place of another, which none has yet."""
    changed = session.execute(
        update(Token)
        .where(Token.id == old.id, Token.replaced_by.is_(None))
        .values(replaced_by=new.id, expires_at=until)
        .returning(Token.id),
        execution_options={"synchronize_session": False},
    ).all()
    if not changed:
        said = problems.REPLACED_TOKEN(expires_at=in_words(old.expires_at))
        raise RequestProblemError(HTTPStatus.CONFLICT, said)

"""Who somebody is: bearer tokens, one-time sign-in links, browser sessions.

Secrets are 192 random bits, so a plain SHA-256 is enough to store; nothing but the hash is kept.
"""

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from server.core import audit, problems, sql
from server.core.clock import now
from server.core.errors import RequestProblemError, unauthorised
from server.core.identifiers import new_id
from server.core.models import Person, Scope, SignInLink, Token, WebSession

TOKEN_PREFIX = "gds_"  # noqa: S105 - says what a token starts with, is none
ALL_SCOPES = frozenset(Scope)
PARTICIPANT_SCOPES = frozenset({Scope.READ, Scope.SUBMIT})

_BY_TOKEN = (
    select(Token, Person)
    .join(Person, Person.id == Token.person_id)
    .where(Token.token_hash == bindparam("token_hash"))
)
_BY_SESSION = (
    select(Person, WebSession.scopes, WebSession.course_id)
    .join(WebSession, WebSession.person_id == Person.id)
    .where(
        WebSession.token_hash == bindparam("token_hash"), WebSession.expires_at > bindparam("now")
    )
)


@dataclass(frozen=True)
class Viewer:
    """The person behind a request, and what their token or session may be used for.

    course_id: the only course that it opens, or None for all that the person is in. is_admin is
    False for whoever came in through one course.
    """

    person_id: str
    name: str
    is_admin: bool
    scopes: frozenset[Scope]
    course_id: str | None = None

    def may_enter(self, course_id: str) -> bool:
        """Whether the token or session opens that course at all."""
        return self.course_id in (None, course_id)

    def require(self, scope: Scope) -> None:
        """Raise 403 unless the token has `scope`."""
        if scope not in self.scopes:
            raise RequestProblemError(
                HTTPStatus.FORBIDDEN, problems.SCOPE_MISSING(scope=scope.value)
            )

    def require_admin(self) -> None:
        """Raise 403 unless an administrator asks, with a token for that."""
        self.require(Scope.ADMIN)
        if not self.is_admin:
            raise RequestProblemError(HTTPStatus.FORBIDDEN, problems.ADMIN_ONLY())


def hash_secret(secret: str) -> str:
    """What is stored of a secret: its SHA-256 in hexadecimal."""
    return hashlib.sha256(secret.encode()).hexdigest()


def create_person(
    session: Session, name: str, email: str | None = None, *, is_admin: bool = False
) -> Person:
    """A new person."""
    person = Person(id=new_id(), name=name, email=email, is_admin=is_admin, created_at=now())
    session.add(person)
    session.flush()
    return person


def administrator(session: Session) -> Person:
    """The site's own administrator, made when first asked for."""
    found = session.scalars(
        select(Person).where(Person.is_admin).order_by(Person.created_at).limit(1)
    ).first()
    return found or create_person(session, "Administrator", is_admin=True)


def issue_token(
    session: Session,
    person_id: str,
    *,
    label: str,
    scopes: Collection[Scope],
    days: float,
    course_id: str | None = None,
) -> str:
    """A new bearer token for a person, for one course or for all; it is shown this once."""
    secret = TOKEN_PREFIX + secrets.token_hex(24)
    session.add(
        Token(
            id=new_id(),
            person_id=person_id,
            token_hash=hash_secret(secret),
            course_id=course_id,
            label=label,
            scopes=_join(scopes),
            created_at=now(),
            expires_at=now() + timedelta(days=days),
        )
    )
    return secret


def revoke_tokens(session: Session, person_id: str, *, label: str) -> None:
    """Make every token of a person that carries `label` worthless from now on."""
    session.execute(
        update(Token)
        .where(Token.person_id == person_id, Token.label == label, Token.revoked_at.is_(None))
        .values(revoked_at=now())
    )


def issue_sign_in_link(session: Session, person_id: str, course_id: str, *, hours: float) -> str:
    """The secret of a link that signs a person in once, to one course."""
    secret = secrets.token_hex(24)
    session.add(
        SignInLink(
            token_hash=hash_secret(secret),
            person_id=person_id,
            course_id=course_id,
            created_at=now(),
            expires_at=now() + timedelta(hours=hours),
        )
    )
    return secret


def viewer_of_token(session: Session, secret: str) -> Viewer:
    """Who holds this token. Raises 401 where it is unknown, revoked or expired."""
    row = sql.read_one(session, _BY_TOKEN, {"token_hash": hash_secret(secret)})
    if row is None:
        raise unauthorised(problems.BAD_TOKEN())
    token, person = row
    if token.revoked_at is not None:
        raise unauthorised(problems.REVOKED_TOKEN())
    if token.expires_at <= now():
        raise unauthorised(
            problems.EXPIRED_TOKEN(expired_at=f"{token.expires_at:%Y-%m-%d %H:%M} UTC")
        )
    return _viewer(person, token.scopes, token.course_id)


def use_sign_in_link(session: Session, secret: str) -> Viewer:
    """The person whom a one-time link signs in. Raises 401 at its second use."""
    used = session.execute(
        update(SignInLink)
        .where(
            SignInLink.token_hash == hash_secret(secret),
            SignInLink.used_at.is_(None),
            SignInLink.expires_at > now(),
        )
        .values(used_at=now())
        .returning(SignInLink.person_id, SignInLink.course_id)
    ).one_or_none()
    if used is None:
        raise unauthorised(problems.BAD_SIGN_IN_LINK())
    person_id, course_id = used
    return _viewer(session.get_one(Person, person_id), _join(ALL_SCOPES), course_id)


def open_web_session(session: Session, viewer: Viewer, *, days: float) -> str:
    """The secret of a new browser session, for the cookie; it opens what the viewer may."""
    secret = secrets.token_hex(24)
    session.add(
        WebSession(
            token_hash=hash_secret(secret),
            person_id=viewer.person_id,
            course_id=viewer.course_id,
            scopes=_join(viewer.scopes),
            created_at=now(),
            expires_at=now() + timedelta(days=days),
        )
    )
    audit.record(session, viewer.person_id, "session.open", viewer.person_id)
    return secret


def viewer_of_web_session(session: Session, secret: str) -> Viewer | None:
    """Who is signed in with this cookie; None where nobody is any more."""
    asked = {"token_hash": hash_secret(secret), "now": now()}
    row = sql.read_one(session, _BY_SESSION, asked)
    return None if row is None else _viewer(*row)


def close_web_session(session: Session, secret: str) -> None:
    """Sign a browser out."""
    found = session.get(WebSession, hash_secret(secret))
    if found is not None:
        session.delete(found)


def _viewer(person: Person, scopes: str, course_id: str | None) -> Viewer:
    return Viewer(
        person_id=person.id,
        name=person.name,
        is_admin=person.is_admin and course_id is None,
        scopes=frozenset(map(Scope, scopes.split())),
        course_id=course_id,
    )


def _join(scopes: Collection[Scope]) -> str:
    return " ".join(sorted(scope.value for scope in scopes))

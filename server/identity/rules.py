"""Who somebody is, by a bearer token or a one-time sign-in link, and what either is good for.

Secrets are 192 random bits, so a plain SHA-256 is enough to store; nothing but the hash is kept.
"""

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from http import HTTPStatus

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from grader import Problem
from server.core import problems, sql
from server.core.clock import now
from server.core.errors import RequestProblemError, unauthorised
from server.core.identifiers import new_id
from server.core.models import Person, Scope, SignInLink, Token

TOKEN_PREFIX = "gds_"  # noqa: S105 - says what a token starts with, is none
ALL_SCOPES = frozenset(Scope)
PARTICIPANT_SCOPES = frozenset({Scope.READ, Scope.SUBMIT})

_BY_TOKEN = (
    select(Token, Person)
    .join(Person, Person.id == Token.person_id)
    .where(Token.token_hash == bindparam("token_hash"))
)


class RefusedError(RequestProblemError):
    """A token or a link that lets nobody in: 401.

    secret_hash: of what was shown. known: what it was once, where it was something.
    """

    def __init__(self, problem: Problem, secret: str, known: Token | SignInLink | None) -> None:
        said = unauthorised(problem)
        super().__init__(said.status, *said.problems, headers=said.headers)
        self.secret_hash = hash_secret(secret)
        self.known = known


@dataclass(frozen=True)
class Way:
    """A way in that somebody has shown, and what it may be used for.

    course_id: the only course that it opens, or None for all that the person is in. token_id: the
    token that was shown, None for a link. identity_id: the identity that stands for it.
    """

    scopes: frozenset[Scope]
    course_id: str | None = None
    token_id: str | None = None
    identity_id: str | None = None


@dataclass(frozen=True)
class Viewer:
    """The person behind a request, and the ways in that they have shown.

    ways: one for a token; a browser may have shown several. session_id: the browser's session.
    is_admin is False for whoever came in through single courses.
    """

    person_id: str
    name: str
    is_admin: bool
    ways: tuple[Way, ...]
    session_id: str | None = None

    def may_enter(self, course_id: str | None) -> bool:
        """Whether a way opens that course at all, or for None every course."""
        return any(way.course_id in (None, course_id) for way in self.ways)

    def may_hold(self, scopes: frozenset[Scope], course_id: str | None) -> bool:
        """Whether a way allows all that a token with these scopes for that course would."""
        return any(way.course_id in (None, course_id) and scopes <= way.scopes for way in self.ways)

    def narrow(self, scope: Scope) -> "Viewer":
        """The viewer by those ways alone that have `scope`. Raises 403 where none has."""
        kept = tuple(way for way in self.ways if scope in way.scopes)
        if not kept:
            raise RequestProblemError(
                HTTPStatus.FORBIDDEN, problems.SCOPE_MISSING(scope=scope.value)
            )
        return self if kept == self.ways else _with_ways(self, kept)

    def require_admin(self) -> "Viewer":
        """The viewer by the ways of an administrator. Raises 403 for all others."""
        narrowed = self.narrow(Scope.ADMIN)
        if not narrowed.is_admin:
            raise RequestProblemError(HTTPStatus.FORBIDDEN, problems.ADMIN_ONLY())
        return _with_ways(narrowed, tuple(w for w in narrowed.ways if w.course_id is None))


def _with_ways(viewer: Viewer, ways: tuple[Way, ...]) -> Viewer:
    is_admin = viewer.is_admin and any(way.course_id is None for way in ways)
    return replace(viewer, ways=ways, is_admin=is_admin)


def hash_secret(secret: str) -> str:
    """What is stored of a secret: its SHA-256 in hexadecimal."""
    return hashlib.sha256(secret.encode()).hexdigest()


def new_token_secret() -> str:
    """A bearer token, which is shown once."""
    return TOKEN_PREFIX + secrets.token_hex(24)


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
    secret = new_token_secret()
    session.add(
        Token(
            id=new_id(),
            person_id=person_id,
            token_hash=hash_secret(secret),
            course_id=course_id,
            label=label,
            scopes=join_scopes(scopes),
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
        raise RefusedError(problems.BAD_TOKEN(), secret, None)
    token, person = row
    if token.revoked_at is not None:
        raise RefusedError(problems.REVOKED_TOKEN(), secret, token)
    if token.expires_at <= now():
        ended = problems.EXPIRED_TOKEN(expired_at=in_words(token.expires_at))
        raise RefusedError(ended, secret, token)
    return viewer_of(person, (Way(split_scopes(token.scopes), token.course_id, token.id),))


def use_sign_in_link(session: Session, secret: str) -> Viewer:
    """The person whom a one-time link signs in. Raises 401 as `usable_link`."""
    link = usable_link(session, secret)
    used = session.execute(
        update(SignInLink)
        .where(SignInLink.token_hash == hash_secret(secret), SignInLink.used_at.is_(None))
        .values(used_at=now())
        .returning(SignInLink.person_id, SignInLink.course_id),
        execution_options={"synchronize_session": False},
    ).one_or_none()
    if used is None:  # somebody was faster
        raise RefusedError(problems.BAD_SIGN_IN_LINK(), secret, link)
    person_id, course_id = used
    return viewer_of(session.get_one(Person, person_id), (Way(ALL_SCOPES, course_id),))


def known_link(session: Session, secret: str) -> SignInLink | None:
    """A link that was handed out at some time."""
    return session.get(SignInLink, hash_secret(secret))


def usable_link(session: Session, secret: str) -> SignInLink:
    """A link that signs in. Raises 401 where it does not; of one that never was it says no more."""
    link = known_link(session, secret)
    if link is None:
        raise RefusedError(problems.BAD_SIGN_IN_LINK(), secret, None)
    until = in_words(link.expires_at)
    if link.used_at is not None:
        used_at = in_words(link.used_at)
        said = problems.USED_SIGN_IN_LINK(used_at=used_at, expires_at=until)
        raise RefusedError(said, secret, link)
    if link.expires_at <= now():
        raise RefusedError(problems.EXPIRED_SIGN_IN_LINK(expires_at=until), secret, link)
    return link


def in_words(moment: datetime) -> str:
    """A moment as a problem says it."""
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def viewer_of(person: Person, ways: tuple[Way, ...], session_id: str | None = None) -> Viewer:
    """A person who has shown these ways in."""
    shown = Viewer(person.id, person.name, person.is_admin, ways, session_id)
    return _with_ways(shown, ways)


def split_scopes(stored: str) -> frozenset[Scope]:
    """Scopes as they are stored."""
    return frozenset(map(Scope, stored.split()))


def join_scopes(scopes: Collection[Scope]) -> str:
    """Scopes as they are to be stored."""
    return " ".join(sorted(scope.value for scope in scopes))

"""Whose identity at a provider is whose here: found, joined to a roster, connected, disconnected.

An identity opens what its person had shown when it was connected, while that lives; one that is
joined by an address that the provider vouches for opens all courses of its person.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pydantic import AwareDatetime
from sqlalchemy import and_, delete, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from grader import Problem
from server.core import audit
from server.core import provider_problems as problems
from server.core.clock import now
from server.core.errors import not_found
from server.core.identifiers import new_id
from server.core.models import (
    Course,
    Identity,
    IdentityWay,
    Person,
    SessionWay,
    Token,
    WebSession,
)
from server.identity.attributes import name_by_provider, on_a_roster
from server.identity.holdings import Ended, Holdings
from server.identity.providers import Claims, ProviderError
from server.identity.rules import ALL_SCOPES, Viewer, Way, join_scopes, split_scopes, viewer_of
from server.identity.sessions import end_ways
from server.web.api_model import ApiModel


@dataclass(frozen=True)
class Asked:
    """Who somebody is at a provider. title: what the provider is called."""

    title: str
    claims: Claims

    def problem(self, kind: "_Kind") -> Problem:
        """What is wrong, in words that name both."""
        return kind(provider=self.title, account=self.claims.account)


_Kind = Callable[..., Problem]


class IdentityLine(ApiModel):
    """An account elsewhere that signs its holder in."""

    id: str
    """By which it is disconnected."""
    provider: str
    """Where it is."""
    account: str | None
    """What its holder is called there."""
    courses: list[str] | None
    """The titles of the courses that it opens; null for all of its holder's."""
    created_at: AwareDatetime
    """When it was connected."""
    last_used_at: AwareDatetime
    """When it signed in last."""


def sign_in(session: Session, asked: Asked) -> Viewer | Problem:
    """Who signs in so; what to tell who does not. Nobody is made, and nobody's account taken over.

    A person is found by their identity; else by the address that a roster names them by, where the
    provider vouches for it, they are no administrator and have no other identity at that issuer.
    """
    identity = _find(session, asked.claims) or _join(session, asked)
    if isinstance(identity, Identity):
        _open_all(session, identity, asked.claims)
        ways = _living_ways(session, identity)
        if ways:
            identity.last_used_at = now()
            identity.account = asked.claims.account
            return viewer_of(session.get_one(Person, identity.person_id), ways)
        problem = asked.problem(problems.ENDED)
    else:
        problem = identity
    _refuse(session, asked, problem, None)
    return problem


def connect(session: Session, viewer: Viewer, asked: Asked) -> Problem | None:
    """Let an identity sign a viewer in to what their ways open; what to tell where it may not."""
    identity = _find(session, asked.claims)
    if identity is None:
        identity = _insert(session, viewer.person_id, asked.claims)
    if identity is None or identity.person_id != viewer.person_id:
        kind = problems.ONE_ALREADY if identity is None else problems.SOMEBODY_ELSE_S
        problem = asked.problem(kind)
        _refuse(session, asked, problem, viewer.person_id)
        return problem
    _add_ways(session, identity, viewer.ways)
    _open_all(session, identity, asked.claims)
    audit.record(session, viewer.person_id, "identity.connect", identity.id, issuer=identity.issuer)
    return None


def note_failure(session: Session, provider: str, error: ProviderError) -> None:
    """Remember that a provider did not say who somebody is."""
    audit.record(session, None, "sign_in.failed", provider, why=error.detail)


def list_identities(
    session: Session, held: Holdings, title_of: Callable[[str], str]
) -> list[IdentityLine]:
    """Those that are connected, the oldest first."""
    found: dict[str, tuple[Identity, list[tuple[str | None, str | None]]]] = {}
    for identity, course_id, title in session.execute(
        select(Identity, IdentityWay.course_id, Course.title)
        .join(IdentityWay, IdentityWay.identity_id == Identity.id)
        .outerjoin(Course, Course.id == IdentityWay.course_id)
        .where(Identity.person_id == held.person_id, held.include(IdentityWay.course_id))
        .order_by(Identity.id, IdentityWay.id)
    ):
        found.setdefault(identity.id, (identity, []))[1].append((course_id, title))
    return [_line(identity, opened, title_of) for identity, opened in found.values()]


def disconnect(session: Session, held: Holdings, identity_id: str) -> Ended:
    """End one, with the sessions that it opened. Raises 404 where it is not among them."""
    found = session.scalars(
        select(Identity)
        .join(IdentityWay, IdentityWay.identity_id == Identity.id)
        .where(Identity.id == identity_id, Identity.person_id == held.person_id)
        .where(held.include(IdentityWay.course_id))
    ).first()
    if found is None:
        raise not_found("identity", identity_id)
    any_left = select(IdentityWay.id).where(IdentityWay.identity_id == Identity.id)
    for ending in (
        delete(IdentityWay).where(
            IdentityWay.identity_id == identity_id, held.include(IdentityWay.course_id)
        ),
        delete(Identity).where(Identity.id == identity_id, ~any_left.exists()),
    ):
        session.execute(ending, execution_options={"synchronize_session": False})
    end_ways(
        session,
        WebSession.person_id == held.person_id,
        and_(SessionWay.identity_id == identity_id, held.include(SessionWay.course_id)),
    )
    audit.record(
        session,
        held.asker.person_id,
        "identity.disconnect",
        identity_id,
        person=held.person_id,
        issuer=found.issuer,
    )
    return Ended(ended=1)


def _find(session: Session, claims: Claims) -> Identity | None:
    return session.scalars(
        select(Identity).where(Identity.issuer == claims.issuer, Identity.subject == claims.subject)
    ).one_or_none()


def _join(session: Session, asked: Asked) -> Identity | Problem:
    """The new identity of whom a roster names so, or what to tell."""
    claims = asked.claims
    if claims.email is None:
        return asked.problem(problems.NOT_VERIFIED)
    person = on_a_roster(session, claims.email)
    if person is None:
        return asked.problem(problems.NOT_ON_A_ROSTER)
    identity = _insert(session, person.id, claims)
    if identity is None or identity.person_id != person.id:
        return asked.problem(problems.OTHER_ACCOUNT)
    audit.record(session, person.id, "identity.join", identity.id, issuer=claims.issuer)
    name_by_provider(session, person, claims.name)
    return identity


def _insert(session: Session, person_id: str, claims: Claims) -> Identity | None:
    """A new identity; None where its person has another at that issuer.

    Of two transactions at once the second finds the first's.
    """
    made = Identity(
        id=new_id(),
        issuer=claims.issuer,
        subject=claims.subject,
        person_id=person_id,
        account=claims.account,
        created_at=now(),
        last_used_at=now(),
    )
    try:
        with session.begin_nested():
            session.add(made)
            session.flush()
    except IntegrityError:
        return _find(session, claims)
    return made


def _open_all(session: Session, identity: Identity, claims: Claims) -> None:
    """Let an identity open all courses of its person, where a roster names them by its address."""
    named = claims.email and on_a_roster(session, claims.email)
    if named and named.id == identity.person_id:
        _add_ways(session, identity, (Way(ALL_SCOPES),))


def _add_ways(session: Session, identity: Identity, ways: Sequence[Way]) -> None:
    """Add what an identity does not open yet."""
    known = _living_ways(session, identity)
    for way in ways:
        if not any(
            old.course_id in (None, way.course_id)
            and old.token_id in (None, way.token_id)
            and way.scopes <= old.scopes
            for old in known
        ):
            session.add(
                IdentityWay(
                    id=new_id(),
                    identity_id=identity.id,
                    course_id=way.course_id,
                    token_id=way.token_id,
                    scopes=join_scopes(way.scopes),
                )
            )
    session.flush()


def _living_ways(session: Session, identity: Identity) -> tuple[Way, ...]:
    lives = or_(
        IdentityWay.token_id.is_(None),
        and_(Token.revoked_at.is_(None), Token.expires_at > now()),
    )
    rows = session.scalars(
        select(IdentityWay)
        .outerjoin(Token, Token.id == IdentityWay.token_id)
        .where(IdentityWay.identity_id == identity.id, lives)
        .order_by(IdentityWay.id)
    )
    return tuple(
        Way(split_scopes(row.scopes), row.course_id, row.token_id, identity.id) for row in rows
    )


def _refuse(session: Session, asked: Asked, problem: Problem, person_id: str | None) -> None:
    audit.record(
        session,
        person_id,
        "sign_in.refused",
        asked.claims.issuer,
        subject_there=asked.claims.subject,
        why=problem.code,
    )


def _line(
    identity: Identity,
    opened: Sequence[tuple[str | None, str | None]],
    title_of: Callable[[str], str],
) -> IdentityLine:
    is_open = any(course_id is None for course_id, _ in opened)
    return IdentityLine(
        id=identity.id,
        provider=title_of(identity.issuer),
        account=identity.account,
        courses=None if is_open else sorted({title for _, title in opened if title is not None}),
        created_at=identity.created_at,
        last_used_at=identity.last_used_at,
    )

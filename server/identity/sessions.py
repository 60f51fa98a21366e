"""Browser sessions: each opens what the ways open that its browser has shown, while these live.

A way lives until its own end, that of the token it was shown by, or the removal of its person from
the course that it opens. A session without any is over, and so is one that was not used for long.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, and_, bindparam, delete, or_, select, update
from sqlalchemy.orm import Session

from server.core import audit, sql
from server.core.clock import now
from server.core.identifiers import new_id
from server.core.models import (
    Identity,
    IdentityWay,
    Person,
    SessionWay,
    SignInLink,
    Token,
    WebSession,
)
from server.identity.rules import Viewer, Way, hash_secret, join_scopes, split_scopes, viewer_of

_LONGEST_DEVICE = 255
_AT_ONCE = 500  # people in one statement

_LIVES = and_(
    WebSession.last_seen_at > bindparam("seen_after"),
    SessionWay.expires_at > bindparam("now"),
    or_(
        SessionWay.token_id.is_(None),
        and_(Token.revoked_at.is_(None), Token.expires_at > bindparam("now")),
    ),
)
_BY_COOKIE = (
    select(
        Person,
        WebSession.id,
        SessionWay.scopes,
        SessionWay.course_id,
        SessionWay.token_id,
        SessionWay.identity_id,
    )
    .join(WebSession, WebSession.person_id == Person.id)
    .join(SessionWay, SessionWay.session_hash == WebSession.token_hash)
    .outerjoin(Token, Token.id == SessionWay.token_id)
    .where(WebSession.token_hash == bindparam("token_hash"), _LIVES)
    .order_by(SessionWay.id)
)


_LIVING = (
    select(WebSession, SessionWay)
    .join(SessionWay, SessionWay.session_hash == WebSession.token_hash)
    .outerjoin(Token, Token.id == SessionWay.token_id)
    .where(_LIVES)
    .order_by(WebSession.created_at.desc(), WebSession.id, SessionWay.id)
)


@dataclass(frozen=True)
class Lifetimes:
    """How long sessions last: at most, and unused."""

    longest: timedelta
    idle: timedelta


def open_web_session(
    session: Session,
    viewer: Viewer,
    lifetimes: Lifetimes,
    *,
    device: str | None = None,
    earlier: str | None = None,
) -> str:
    """The secret of a new browser session, for the cookie; it opens what the viewer may.

    earlier: the cookie that the browser had. That session ends; where it was the same person's,
    the ways that it held go on in this one, none for longer than before.
    """
    secret = secrets.token_hex(24)
    opened = WebSession(
        token_hash=hash_secret(secret),
        id=new_id(),
        person_id=viewer.person_id,
        created_at=now(),
        last_seen_at=now(),
        device=device and device[:_LONGEST_DEVICE],
    )
    session.add(opened)
    session.flush()
    if earlier is not None:
        _take_over(session, earlier, opened, viewer, lifetimes.idle)
        close_web_session(session, earlier)
    session.add_all(
        SessionWay(
            id=new_id(),
            session_hash=opened.token_hash,
            course_id=way.course_id,
            token_id=way.token_id,
            identity_id=way.identity_id,
            scopes=join_scopes(way.scopes),
            expires_at=now() + lifetimes.longest,
        )
        for way in viewer.ways
    )
    _record_opened(session, opened, viewer)
    return secret


def viewer_of_web_session(session: Session, secret: str, idle: timedelta) -> Viewer | None:
    """Who is signed in with this cookie; None where nobody is any more."""
    rows = sql.read(session, _BY_COOKIE, {"token_hash": hash_secret(secret), **_living(idle)})
    if not rows:
        return None
    ways = tuple(Way(split_scopes(scopes), *shown) for _, _, scopes, *shown in rows)
    person, session_id, *_ = rows[0]
    return viewer_of(person, ways, session_id)


def _record_opened(session: Session, opened: WebSession, viewer: Viewer) -> None:
    """Whoever shows several ways at once shows them of all their courses."""
    way = viewer.ways[0]
    by = "token" if way.token_id else "identity" if way.identity_id else "link"
    audit.record(
        session,
        viewer.person_id,
        "session.open",
        opened.id,
        course_id=way.course_id,
        by=by,
        way=way.token_id or way.identity_id,
    )


def sign_browser_out(session: Session, secret: str) -> None:
    """End the session of a browser whose owner has asked for it."""
    of_browser = WebSession.token_hash == hash_secret(secret)
    if (ended := session.scalars(select(WebSession).where(of_browser)).one_or_none()) is None:
        return
    audit.record(session, ended.person_id, "session.end", ended.id, person=ended.person_id)
    close_web_session(session, secret)


def close_web_session(session: Session, secret: str) -> None:
    """End a browser's session."""
    session.execute(delete(WebSession).where(WebSession.token_hash == hash_secret(secret)))


def living_sessions(
    session: Session, which: ColumnElement[bool], idle: timedelta
) -> Sequence[tuple[WebSession, SessionWay]]:
    """Sessions with each of their living ways, the newest session first."""
    return session.execute(_LIVING.where(which), _living(idle)).all()


def end_ways_into_course(session: Session, course_id: str, person_ids: Sequence[str]) -> None:
    """End the tokens, links, sessions and identities of people that open this course alone."""
    for first in range(0, len(person_ids), _AT_ONCE):
        people = person_ids[first : first + _AT_ONCE]
        session.execute(
            update(Token)
            .where(Token.person_id.in_(people), Token.course_id == course_id)
            .where(Token.revoked_at.is_(None))
            .values(revoked_at=now())
        )
        session.execute(
            update(SignInLink)
            .where(SignInLink.person_id.in_(people), SignInLink.course_id == course_id)
            .where(SignInLink.expires_at > now())
            .values(expires_at=now())
        )
        identities = select(Identity.id).where(Identity.person_id.in_(people))
        session.execute(
            delete(IdentityWay)
            .where(IdentityWay.identity_id.in_(identities), IdentityWay.course_id == course_id)
            .execution_options(synchronize_session=False)
        )
        end_ways(session, WebSession.person_id.in_(people), SessionWay.course_id == course_id)


def end_all_but_tokens(session: Session, person_id: str) -> None:
    """End what a person has come in by, or still may, without having shown a token."""
    session.execute(
        update(SignInLink)
        .where(SignInLink.person_id == person_id, SignInLink.expires_at > now())
        .values(expires_at=now())
    )
    of_person = select(Identity.id).where(Identity.person_id == person_id)
    any_left = select(IdentityWay.id).where(IdentityWay.identity_id == Identity.id)
    for ending in (
        delete(IdentityWay).where(
            IdentityWay.identity_id.in_(of_person), IdentityWay.token_id.is_(None)
        ),
        delete(Identity).where(Identity.person_id == person_id, ~any_left.exists()),
    ):
        session.execute(ending, execution_options={"synchronize_session": False})
    end_ways(session, WebSession.person_id == person_id, SessionWay.token_id.is_(None))


def end_ways(
    session: Session, of_sessions: ColumnElement[bool], which: ColumnElement[bool]
) -> None:
    """Take ways from sessions, and end those of the sessions that have none left."""
    of_those = select(WebSession.token_hash).where(of_sessions)
    any_left = select(SessionWay.id).where(SessionWay.session_hash == WebSession.token_hash)
    for ending in (
        delete(SessionWay).where(SessionWay.session_hash.in_(of_those), which),
        delete(WebSession).where(of_sessions, ~any_left.exists()),
    ):
        session.execute(ending, execution_options={"synchronize_session": False})


def _take_over(
    session: Session, earlier: str, opened: WebSession, viewer: Viewer, idle: timedelta
) -> None:
    """Move the living ways of a session of the same person that ends to the one that is opened.

    Those that open no more than what was shown just now are not needed.
    """
    of_earlier = and_(
        WebSession.token_hash == hash_secret(earlier), WebSession.person_id == viewer.person_id
    )
    for _, way in living_sessions(session, of_earlier, idle):
        scopes = split_scopes(way.scopes)
        if not any(new.course_id == way.course_id and scopes <= new.scopes for new in viewer.ways):
            way.session_hash = opened.token_hash
    session.flush()


def _living(idle: timedelta) -> dict[str, object]:
    moment = now()
    return {"now": moment, "seen_after": moment - idle}

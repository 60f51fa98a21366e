"""The tokens and sessions that somebody holds: listed, and ended, by their owner and by staff.

Whoever came in through one course sees and ends what opens that course, and nothing else: staff can
hand out ways into their own course, and so must not reach others through them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from pydantic import AwareDatetime
from sqlalchemy import ColumnElement, and_, select, true, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from server.core import audit
from server.core.clock import now
from server.core.errors import not_found
from server.core.models import Course, Scope, SessionWay, Token, WebSession
from server.identity.devices import describe_device
from server.identity.rules import Viewer, split_scopes
from server.identity.sessions import end_ways, living_sessions
from server.web.api_model import ApiModel


@dataclass(frozen=True)
class Holdings:
    """What a person holds, as far as who asks may see and end it.

    asker: who asks. course_ids: only what opens these courses alone; None for all.
    """

    asker: Viewer
    person_id: str
    course_ids: frozenset[str] | None

    @classmethod
    def own(cls, viewer: Viewer) -> "Holdings":
        """The viewer's own, of the courses that they have shown a way into."""
        courses = frozenset(way.course_id for way in viewer.ways if way.course_id is not None)
        return cls(viewer, viewer.person_id, None if viewer.may_enter(None) else courses)

    def include(self, column: InstrumentedAttribute[str | None]) -> ColumnElement[bool]:
        """Whether a token or a way of that course is among them."""
        return true() if self.course_ids is None else column.in_(self.course_ids)


class TokenLine(ApiModel):
    """A token that works; never its secret."""

    id: str
    """By which it is revoked."""
    label: str
    """What it is for."""
    scopes: list[Scope]
    """What it may do."""
    course: str | None
    """The slug of the only course that it opens; null for all of its holder's."""
    course_title: str | None
    """That course's title."""
    created_at: AwareDatetime
    """When it was made."""
    expires_at: AwareDatetime
    """Until when it works."""
    last_used_at: AwareDatetime | None
    """When it was used last, to five minutes; null for never."""
    is_replaced: bool
    """Whether another has its place, so that it works for the overlap alone."""
    is_this: bool
    """Whether it is the one that asks, or that the asking browser signed in with."""


class SessionLine(ApiModel):
    """A browser that is signed in."""

    id: str
    """By which it is signed out."""
    device: str | None
    """Browser and system, as it names them; null where it does not."""
    courses: list[str] | None
    """The titles of the courses that it opens; null for all of its holder's."""
    created_at: AwareDatetime
    """When it signed in."""
    last_seen_at: AwareDatetime
    """When it asked for something last, to five minutes."""
    expires_at: AwareDatetime
    """Until when it is signed in at most."""
    is_this: bool
    """Whether it is the browser that asks."""


class Ended(ApiModel):
    """What was ended."""

    ended: int
    """How many."""


def list_tokens(session: Session, held: Holdings) -> list[TokenLine]:
    """Those that work, newest first."""
    shown = {way.token_id for way in held.asker.ways}
    return [
        TokenLine(
            id=token.id,
            label=token.label,
            scopes=sorted(split_scopes(token.scopes)),
            course=slug,
            course_title=title,
            created_at=token.created_at,
            expires_at=token.expires_at,
            last_used_at=token.last_used_at,
            is_replaced=token.replaced_by is not None,
            is_this=token.id in shown,
        )
        for token, slug, title in session.execute(
            select(Token, Course.slug, Course.title)
            .outerjoin(Course, Course.id == Token.course_id)
            .where(_working(held))
            .order_by(Token.id.desc())
        )
    ]


def list_sessions(session: Session, held: Holdings, idle: timedelta) -> list[SessionLine]:
    """Those that are signed in, newest first."""
    found: dict[str, list[tuple[WebSession, SessionWay]]] = {}
    mine = and_(WebSession.person_id == held.person_id, held.include(SessionWay.course_id))
    for opened, way in living_sessions(session, mine, idle):
        found.setdefault(opened.id, []).append((opened, way))
    titles = _titles(session, (way.course_id for ways in found.values() for _, way in ways))
    return [_session_line(held, ways, titles) for ways in found.values()]


def working_token(session: Session, held: Holdings, token_id: str) -> Token:
    """One that works. Raises 404 where it is not among them."""
    found = session.scalars(select(Token).where(_working(held), Token.id == token_id)).one_or_none()
    if found is None:
        raise not_found("token", token_id)
    return found


def revoke_token(session: Session, held: Holdings, token_id: str) -> Ended:
    """Make one worthless, with the sessions it opened. Raises 404 where it is not among them."""
    ended = _revoke(session, held, Token.id == token_id)
    if not ended.ended:
        raise not_found("token", token_id)
    return ended


def revoke_tokens(session: Session, held: Holdings) -> Ended:
    """Make all of them worthless, with the sessions they opened."""
    return _revoke(session, held, true())


def end_session(session: Session, held: Holdings, session_id: str, idle: timedelta) -> Ended:
    """Sign one browser out. Raises 404 where it is not among them."""
    if session_id not in {line.id for line in list_sessions(session, held, idle)}:
        raise not_found("session", session_id)
    return _end_sessions(session, held, [session_id])


def end_sessions(session: Session, held: Holdings, idle: timedelta) -> Ended:
    """Sign every browser out."""
    return _end_sessions(session, held, [line.id for line in list_sessions(session, held, idle)])


def revoke_chosen(session: Session, held: Holdings, token_id: str) -> Ended:
    """Make one worthless, or all of them where none is named. Raises 404 as `revoke_token`."""
    return revoke_token(session, held, token_id) if token_id else revoke_tokens(session, held)


def end_chosen(session: Session, held: Holdings, session_id: str, idle: timedelta) -> Ended:
    """Sign one browser out, or every one where none is named. Raises 404 as `end_session`."""
    if session_id:
        return end_session(session, held, session_id, idle)
    return end_sessions(session, held, idle)


def _working(held: Holdings) -> ColumnElement[bool]:
    is_good = and_(Token.revoked_at.is_(None), Token.expires_at > now())
    return and_(Token.person_id == held.person_id, held.include(Token.course_id), is_good)


def _revoke(session: Session, held: Holdings, which: ColumnElement[bool]) -> Ended:
    revoked = update(Token).where(_working(held), which).values(revoked_at=now())
    found = session.execute(
        revoked.returning(Token.id, Token.course_id),
        execution_options={"synchronize_session": False},
    ).all()
    ended = SessionWay.token_id.in_([token_id for token_id, _ in found])
    end_ways(session, WebSession.person_id == held.person_id, ended)
    for token_id, course_id in found:
        audit.record(
            session,
            held.asker.person_id,
            "token.revoke",
            token_id,
            course_id=course_id,
            person=held.person_id,
        )
    return Ended(ended=len(found))


def _end_sessions(session: Session, held: Holdings, session_ids: Sequence[str]) -> Ended:
    of_those = WebSession.id.in_(session_ids)
    end_ways(session, of_those, held.include(SessionWay.course_id))
    courses = held.course_ids or ()
    for session_id in session_ids:
        audit.record(
            session,
            held.asker.person_id,
            "session.end",
            session_id,
            course_id=next(iter(courses)) if len(courses) == 1 else None,
            person=held.person_id,
        )
    return Ended(ended=len(session_ids))


def _titles(session: Session, course_ids: Iterable[str | None]) -> dict[str, str]:
    wanted = select(Course.id, Course.title).where(Course.id.in_(set(course_ids) - {None}))
    return dict(session.execute(wanted).all())


def _session_line(
    held: Holdings, rows: Sequence[tuple[WebSession, SessionWay]], titles: dict[str, str]
) -> SessionLine:
    opened = rows[0][0]
    ways = [way for _, way in rows]
    courses = {titles[way.course_id] for way in ways if way.course_id is not None}
    is_open = any(way.course_id is None for way in ways)
    return SessionLine(
        id=opened.id,
        device=describe_device(opened.device),
        courses=None if is_open else sorted(courses),
        created_at=opened.created_at,
        last_seen_at=opened.last_seen_at,
        expires_at=max(way.expires_at for way in ways),
        is_this=opened.id == held.asker.session_id,
    )

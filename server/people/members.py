"""Members of a course as its staff see them: whether, how and when they came in."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from pydantic import AwareDatetime
from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from server.core.clock import now
from server.core.models import (
    Identity,
    IdentityWay,
    Membership,
    Role,
    SessionWay,
    SignInLink,
    Token,
    WebSession,
)
from server.courses import queries as courses
from server.web.api_model import ApiModel


class MemberState(StrEnum):
    """Whether somebody came into the course."""

    SIGNED_IN = "signed_in"
    AWAY = "away"
    NEVER = "never"


class MemberLine(ApiModel):
    """Somebody on the roster, and what opens the course for them."""

    id: str
    """Their id, for good."""
    alias: str
    """What they are called on boards."""
    roster_alias: str | None
    """What the roster calls them, where they have chosen another alias."""
    name: str | None
    """Their name as the roster has it."""
    student_number: str | None
    """Their student number as the roster has it."""
    role: Role
    """What they are."""
    state: MemberState
    """Whether a browser is signed in, or they were there and are no more, or never were."""
    last_seen_at: AwareDatetime | None
    """When they used what opens the course last, to five minutes; null for never."""
    providers: list[str]
    """The providers that sign them in."""
    tokens: int
    """How many tokens that work open the course."""
    sessions: int
    """How many browsers are signed in to it."""


def list_members(
    session: Session, course_id: str, idle: timedelta, titles: Mapping[str, str]
) -> list[MemberLine]:
    """Everybody on a roster in force, by alias. titles: of providers, by issuer.

    Only what opens this course is told of, whether or not it opens others too.
    """
    browsers = _read(session, _browsers(course_id, idle))
    tokens = _read(session, _tokens(course_id))
    uses = [browsers, tokens, _read(session, _links(course_id)), _read(session, _used(course_id))]
    issuers: dict[str, list[str]] = {}
    for person_id, issuer in session.execute(_identities(course_id)):
        issuers.setdefault(person_id, []).append(titles.get(issuer, issuer))
    found = []
    for line, person in courses.roster(session, course_id):
        if not line.active:
            continue
        moments = [use[person.id][1] for use in uses if person.id in use]
        sessions = browsers.get(person.id, (0, None))[0]
        found.append(
            MemberLine(
                id=person.id,
                alias=line.alias,
                roster_alias=line.roster_alias,
                name=line.name,
                student_number=line.student_number,
                role=line.role,
                state=_state(sessions, moments),
                last_seen_at=max((one for one in moments if one is not None), default=None),
                providers=sorted(issuers.get(person.id, [])),
                tokens=tokens.get(person.id, (0, None))[0],
                sessions=sessions,
            )
        )
    return found


def states(session: Session, course_id: str, idle: timedelta) -> dict[str, MemberState]:
    """Whether each person on a roster in force came in."""
    browsers = _read(session, _browsers(course_id, idle))
    asked = (_tokens(course_id), _links(course_id), _used(course_id))
    uses = [browsers, *(_read(session, statement) for statement in asked)]
    found = {}
    for line, person in courses.roster(session, course_id):
        if line.active:
            moments = [use[person.id][1] for use in uses if person.id in use]
            found[person.id] = _state(browsers.get(person.id, (0, None))[0], moments)
    return found


def _state(sessions: int, moments: list[datetime | None]) -> MemberState:
    if sessions:
        return MemberState.SIGNED_IN
    return MemberState.AWAY if any(moments) else MemberState.NEVER


def _read(session: Session, statement: Any) -> dict[str, tuple[int, datetime | None]]:
    """How many there are of each person, and the latest moment."""
    rows = session.execute(statement)
    return {person_id: (number, latest) for person_id, number, latest in rows}


def _of_course(
    person: InstrumentedAttribute[str], course: InstrumentedAttribute[Any], course_id: str
) -> Any:
    """Whether a row opens the course, of somebody who is on its roster."""
    members = select(Membership.person_id).where(Membership.course_id == course_id)
    return and_(person.in_(members), or_(course.is_(None), course == course_id))


def _browsers(course_id: str, idle: timedelta) -> Select[str, int, datetime]:
    lives = or_(
        SessionWay.token_id.is_(None), and_(Token.revoked_at.is_(None), Token.expires_at > now())
    )
    return (
        select(
            WebSession.person_id,
            func.count(WebSession.id.distinct()),
            func.max(WebSession.last_seen_at),
        )
        .join(SessionWay, SessionWay.session_hash == WebSession.token_hash)
        .outerjoin(Token, Token.id == SessionWay.token_id)
        .where(_of_course(WebSession.person_id, SessionWay.course_id, course_id), lives)
        .where(SessionWay.expires_at > now(), WebSession.last_seen_at > now() - idle)
        .group_by(WebSession.person_id)
    )


def _tokens(course_id: str) -> Select[str, int, datetime | None]:
    """Those that work; when any was used last."""
    works = and_(Token.revoked_at.is_(None), Token.expires_at > now())
    return (
        select(Token.person_id, func.count().filter(works), func.max(Token.last_used_at))
        .where(_of_course(Token.person_id, Token.course_id, course_id))
        .group_by(Token.person_id)
    )


def _links(course_id: str) -> Select[str, int, datetime | None]:
    return (
        select(SignInLink.person_id, func.count(), func.max(SignInLink.used_at))
        .where(SignInLink.course_id == course_id)
        .group_by(SignInLink.person_id)
    )


def _used(course_id: str) -> Select[str, int, datetime]:
    """Identities; when any signed in last."""
    return (
        select(Identity.person_id, func.count(), func.max(Identity.last_used_at))
        .join(IdentityWay, IdentityWay.identity_id == Identity.id)
        .where(_of_course(Identity.person_id, IdentityWay.course_id, course_id))
        .group_by(Identity.person_id)
    )


def _identities(course_id: str) -> Select[str, str]:
    return (
        select(Identity.person_id, Identity.issuer)
        .join(IdentityWay, IdentityWay.identity_id == Identity.id)
        .where(_of_course(Identity.person_id, IdentityWay.course_id, course_id))
        .distinct()
    )

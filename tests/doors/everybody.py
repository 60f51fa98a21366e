"""Everybody who may knock at a door: a course with its people, another one, and strangers.

Each request that may change something has ways in of its own, made just before it, so that what one
of them ends, such as all tokens of who asks, is missed by none of the others.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from server.core.clock import now
from server.core.models import Identity, Person, Scope, Token, WebSession
from server.courses import queries as courses
from server.courses.roster import apply_roster
from server.courses.roster_reading import read_roster
from server.courses.rules import create_course
from server.identity import identities
from server.identity.providers import Claims
from server.identity.rules import (
    ALL_SCOPES,
    Viewer,
    Way,
    administrator,
    hash_secret,
    issue_token,
    viewer_of,
)
from server.identity.sessions import Lifetimes, open_web_session

ROSTER = """\
alias,name,role
momo,Momoko,
ken,Kenji,
ta,Tomo,assistant
sensei,Sato,instructor
kyoju,Kato,instructor
"""
_BEFORE = f"{ROSTER}gone,Goro,\n"
_ELSEWHERE = "alias,name,role\ntaro,Taro,\nhakase,Hayashi,instructor\n"
IDENTITIES = {  # by the alias of who it is; None for who shows nothing
    "anonymous": None,
    "expired": "sensei",
    "revoked": "sensei",
    "student": "momo",
    "classmate": "ken",
    "elsewhere": "taro",
    "removed": "gone",
    "assistant": "ta",
    "instructor": "sensei",
    "co_instructor": "kyoju",
    "instructor_elsewhere": "hakase",
    "administrator": "admin",
    "read_only": "sensei",
    "submit_only": "momo",
}
_SCOPES = {"read_only": {Scope.READ}, "submit_only": {Scope.SUBMIT}}
_LIFETIMES = Lifetimes(timedelta(days=1), timedelta(days=1))


@dataclass(frozen=True)
class Shown:
    """What somebody shows: a token, and the cookie of a browser that signed in with it.

    token_id, session_id, identity_id: another token, session and account elsewhere of theirs.
    Those of the member are of `momo`, and open the course `ml` alone.
    """

    token: str | None
    cookie: str | None
    token_id: str
    session_id: str
    identity_id: str
    member_token_id: str
    member_session_id: str
    member_identity_id: str


def make_people(session: Session) -> dict[str, str]:
    """Both courses with everybody in them; the ids of people by alias."""
    admin = administrator(session)
    viewer = Viewer(admin.id, admin.name, is_admin=True, ways=(Way(ALL_SCOPES),))
    found = {"admin": admin.id}
    for slug, rosters in {"ml": (_BEFORE, ROSTER), "other": (_ELSEWHERE,)}.items():
        course = create_course(session, viewer, slug=slug, title=slug, time_zone="UTC", locale="en")
        for roster in rosters:
            apply_roster(session, viewer, course, read_roster(roster.encode()))
        found |= {line.alias: line.person_id for line, _ in courses.roster(session, course.id)}
    return found


def show(session: Session, people: dict[str, str], identity: str) -> Shown:
    """New ways in of somebody, and others that they may end."""
    alias = IDENTITIES[identity]
    of_member = _open(session, people["momo"], course_id=_course_id(session))
    ids_of_member = (of_member.token_id, of_member.session_id, of_member.identity_id)
    if alias is None:
        return Shown(None, None, "", "", "", *ids_of_member)
    shown = _open(session, people[alias], scopes=_SCOPES.get(identity, ALL_SCOPES))
    other = _open(session, people[alias])
    ended = {
        "expired": {"expires_at": now() - timedelta(minutes=1)},
        "revoked": {"revoked_at": now()},
    }
    if identity in ended:
        session.execute(update(Token).where(Token.id == shown.token_id).values(ended[identity]))
    return Shown(
        shown.token,
        shown.cookie,
        other.token_id,
        other.session_id,
        other.identity_id,
        *ids_of_member,
    )


@dataclass(frozen=True)
class _Opened:
    token: str
    cookie: str
    token_id: str
    session_id: str
    identity_id: str


def _open(
    session: Session, person_id: str, scopes: Any = ALL_SCOPES, course_id: str | None = None
) -> _Opened:
    token = issue_token(
        session, person_id, label="test", scopes=scopes, days=1, course_id=course_id
    )
    session.flush()
    by_hash = select(Token.id).where(Token.token_hash == hash_secret(token))
    token_id = session.scalars(by_hash).one()
    way = Way(frozenset(scopes), course_id, token_id)
    viewer = viewer_of(session.get_one(Person, person_id), (way,))
    cookie = open_web_session(session, viewer, _LIFETIMES)
    session.flush()
    opened = select(WebSession.id).where(WebSession.token_hash == hash_secret(cookie))
    issuer = f"https://{token_id}.example"
    claims = Claims(issuer, subject="1", account="somebody", email=None)
    assert identities.connect(session, viewer, identities.Asked("Uni", claims)) is None
    connected = select(Identity.id).where(Identity.issuer == issuer)
    return _Opened(
        token,
        cookie,
        token_id,
        session.scalars(opened).one(),
        session.scalars(connected).one(),
    )


def _course_id(session: Session) -> str:
    course = courses.by_slug(session, "ml")
    assert course is not None
    return course.id

"""Ways in: handed out by those who may, listed and ended by their owners and by staff."""

from datetime import timedelta
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import AwareDatetime, Field
from sqlalchemy.orm import Session

from server.core import audit
from server.core.clock import now
from server.core.errors import not_found
from server.core.models import Role, Scope
from server.courses import queries as courses
from server.courses.access import CourseAccess, managed_course
from server.courses.dependencies import HoldingsOfMember, ManagerOfCourse
from server.identity.dependencies import (
    Administrator,
    CurrentProviders,
    EndedHoldings,
    HoldingsWithToken,
    OwnHoldings,
    lifetimes,
)
from server.identity.holdings import (
    Ended,
    SessionLine,
    TokenLine,
    end_session,
    end_sessions,
    list_sessions,
    list_tokens,
    revoke_token,
    revoke_tokens,
)
from server.identity.identities import IdentityLine, disconnect, list_identities
from server.identity.making import limit_making
from server.identity.rotation import RotationView, rotate_token
from server.identity.rules import (
    ALL_SCOPES,
    PARTICIPANT_SCOPES,
    Viewer,
    issue_sign_in_link,
    issue_token,
    join_scopes,
)
from server.settings import Settings
from server.web.api_model import ApiModel, Asked
from server.web.dependencies import CurrentDatabase, CurrentSettings, ReadSession

router = APIRouter(tags=["people"])
TokenId = Annotated[str, Path(description="The token, by its id in the list.")]
IdentityId = Annotated[str, Path(description="The identity, by its id in the list.")]
SessionId = Annotated[str, Path(description="The session, by its id in the list.")]


class TokenCreate(Asked):
    """What a token is for, and for how long."""

    label: Annotated[str, Field(max_length=100)] = "token"
    """What it is for, so that it can be told from others."""
    days: Annotated[float, Field(strict=True, gt=0, le=3650)] | None = None
    """For how many days; by default as the operator has set."""
    scopes: list[Scope] | None = None
    """What it may do; by default all that the asker's own may."""


class TokenView(ApiModel):
    """A token; shown this once."""

    token: str
    """The bearer token itself."""
    scopes: list[Scope]
    """What it may do."""
    expires_at: AwareDatetime
    """Until when."""


class RotationCreate(Asked):
    """How a token is replaced."""

    overlap_hours: Annotated[float, Field(strict=True, ge=0, le=720)] = 24
    """For how many hours the old one goes on to work; 0 ends it at once."""


class AccessCreate(Asked):
    """For whom ways into a course are, and for how long."""

    alias: Annotated[str, Field(min_length=1, max_length=64)]
    """The member's alias on the roster."""
    label: Annotated[str, Field(max_length=100)] = "token"
    """What the token is for, so that it can be told from others."""
    days: Annotated[float, Field(strict=True, gt=0, le=3650)] | None = None
    """For how many days; by default as the operator has set."""
    scopes: list[Scope] | None = None
    """What the token may do; by default all that the member's role allows."""


class AccessView(ApiModel):
    """A token and a sign-in link; shown this once."""

    alias: str
    """Whose they are."""
    role: Role
    """The member's role in the course."""
    token: str
    """A bearer token, for this course alone."""
    sign_in_url: str
    """Signs a browser in, once."""


@router.post("/tokens", status_code=HTTPStatus.CREATED)
def post_own_token(
    new: TokenCreate, database: CurrentDatabase, settings: CurrentSettings, viewer: Administrator
) -> TokenView:
    """Another token of the administrator's own. Administrators only."""
    scopes = frozenset[Scope]().union(*(way.scopes for way in viewer.ways))
    scopes = scopes if new.scopes is None else scopes & set(new.scopes)
    days = new.days or settings.token_days
    token = database.write(_open_own_way, viewer, new.label, scopes, days)
    return TokenView(
        token=token,
        scopes=sorted(scopes),
        expires_at=now() + timedelta(days=days),
    )


@router.post("/courses/{course}/tokens", status_code=HTTPStatus.CREATED)
def post_token(
    new: AccessCreate, database: CurrentDatabase, settings: CurrentSettings, access: ManagerOfCourse
) -> AccessView:
    """A token and a one-time sign-in link for a member, to this course. Instructors only."""
    return database.write(_open_ways_in, settings, access, new)


def _open_own_way(
    session: Session, viewer: Viewer, label: str, scopes: frozenset[Scope], days: float
) -> str:
    limit_making(session, viewer.person_id, viewer.person_id)
    token = issue_token(session, viewer.person_id, label=label, scopes=scopes, days=days)
    after: dict[str, audit.Value] = {"scopes": join_scopes(scopes), "days": days}
    by = viewer.person_id
    audit.record(session, by, "token.create", by, person=by, after=after)
    return token


def _open_ways_in(
    session: Session, settings: Settings, asked: CourseAccess, new: AccessCreate
) -> AccessView:
    access = managed_course(session, asked.viewer, asked.course.slug)
    member = courses.member_by_alias(session, access.course.id, new.alias)
    if member is None:
        raise not_found("member", new.alias)
    limit_making(session, access.viewer.person_id, member.person_id)
    allowed = PARTICIPANT_SCOPES if member.role is Role.STUDENT else ALL_SCOPES - {Scope.ADMIN}
    scopes = allowed if new.scopes is None else allowed & set(new.scopes)
    days = new.days or settings.token_days
    token = issue_token(
        session,
        member.person_id,
        label=new.label,
        scopes=scopes,
        days=days,
        course_id=access.course.id,
    )
    link = issue_sign_in_link(
        session, member.person_id, access.course.id, hours=settings.sign_in_link_hours
    )
    audit.record(
        session,
        access.viewer.person_id,
        "token.create",
        member.person_id,
        course_id=access.course.id,
        person=member.person_id,
        after={"scopes": join_scopes(scopes), "days": days, "link": True},
    )
    return AccessView(
        alias=member.alias,
        role=member.role,
        token=token,
        sign_in_url=f"{settings.url}/sign-in?link={link}",
    )


@router.get("/me/tokens")
def list_own_tokens(session: ReadSession, held: OwnHoldings) -> list[TokenLine]:
    """Your tokens that work, newest first; of the courses that you have shown a way into."""
    return list_tokens(session, held)


@router.delete("/me/tokens")
def delete_own_tokens(database: CurrentDatabase, held: EndedHoldings) -> Ended:
    """Revoke all of them, the one that asks included."""
    return database.write(revoke_tokens, held)


@router.delete("/me/tokens/{token_id}")
def delete_own_token(
    token_id: TokenId, database: CurrentDatabase, held: HoldingsWithToken
) -> Ended:
    """Revoke one, with the sessions that it opened."""
    return database.write(revoke_token, held, token_id)


@router.post("/me/tokens/{token_id}/rotation", status_code=HTTPStatus.CREATED)
def rotate_own_token(
    token_id: TokenId, new: RotationCreate, database: CurrentDatabase, held: OwnHoldings
) -> RotationView:
    """A new secret in the place of one of your tokens, which goes on to work for the overlap."""
    return database.write(rotate_token, held, token_id, timedelta(hours=new.overlap_hours))


@router.get("/me/sessions")
def list_own_sessions(
    session: ReadSession, settings: CurrentSettings, held: OwnHoldings
) -> list[SessionLine]:
    """The browsers in which you are signed in, newest first."""
    return list_sessions(session, held, lifetimes(settings).idle)


@router.delete("/me/sessions")
def delete_own_sessions(
    database: CurrentDatabase, settings: CurrentSettings, held: EndedHoldings
) -> Ended:
    """Sign out everywhere."""
    return database.write(end_sessions, held, lifetimes(settings).idle)


@router.delete("/me/sessions/{session_id}")
def delete_own_session(
    session_id: SessionId, database: CurrentDatabase, settings: CurrentSettings, held: EndedHoldings
) -> Ended:
    """Sign one browser out."""
    return database.write(end_session, held, session_id, lifetimes(settings).idle)


@router.get("/me/identities")
def list_own_identities(
    session: ReadSession, providers: CurrentProviders, held: OwnHoldings
) -> list[IdentityLine]:
    """Your accounts elsewhere that sign you in; of the courses that you have shown a way into."""
    return list_identities(session, held, providers.title_of)


@router.delete("/me/identities/{identity_id}")
def delete_own_identity(
    identity_id: IdentityId, database: CurrentDatabase, held: EndedHoldings
) -> Ended:
    """Disconnect one, and end the sessions that it opened."""
    return database.write(disconnect, held, identity_id)


@router.get("/courses/{course}/members/{alias}/tokens")
def list_member_tokens(session: ReadSession, held: HoldingsOfMember) -> list[TokenLine]:
    """A member's tokens for this course; for administrators all of theirs. Instructors only."""
    return list_tokens(session, held)


@router.delete("/courses/{course}/members/{alias}/tokens")
def delete_member_tokens(database: CurrentDatabase, held: HoldingsOfMember) -> Ended:
    """Revoke all of them. Instructors only."""
    return database.write(revoke_tokens, held)


@router.delete("/courses/{course}/members/{alias}/tokens/{token_id}")
def delete_member_token(
    token_id: TokenId, database: CurrentDatabase, held: HoldingsOfMember
) -> Ended:
    """Revoke one of them. Instructors only."""
    return database.write(revoke_token, held, token_id)


@router.get("/courses/{course}/members/{alias}/sessions")
def list_member_sessions(
    session: ReadSession, settings: CurrentSettings, held: HoldingsOfMember
) -> list[SessionLine]:
    """The browsers in which a member is signed in to this course. Instructors only."""
    return list_sessions(session, held, lifetimes(settings).idle)


@router.delete("/courses/{course}/members/{alias}/sessions")
def delete_member_sessions(
    database: CurrentDatabase, settings: CurrentSettings, held: HoldingsOfMember
) -> Ended:
    """Sign a member out of this course everywhere. Instructors only."""
    return database.write(end_sessions, held, lifetimes(settings).idle)


@router.delete("/courses/{course}/members/{alias}/sessions/{session_id}")
def delete_member_session(
    session_id: SessionId,
    database: CurrentDatabase,
    settings: CurrentSettings,
    held: HoldingsOfMember,
) -> Ended:
    """Sign one browser of a member out of this course. Instructors only."""
    return database.write(end_session, held, session_id, lifetimes(settings).idle)


@router.get("/courses/{course}/members/{alias}/identities")
def list_member_identities(
    session: ReadSession, providers: CurrentProviders, held: HoldingsOfMember
) -> list[IdentityLine]:
    """A member's accounts elsewhere that open this course alone; for administrators all of theirs.

    Instructors only.
    """
    return list_identities(session, held, providers.title_of)


@router.delete("/courses/{course}/members/{alias}/identities/{identity_id}")
def delete_member_identity(
    identity_id: IdentityId, database: CurrentDatabase, held: HoldingsOfMember
) -> Ended:
    """Disconnect one of them. Instructors only."""
    return database.write(disconnect, held, identity_id)

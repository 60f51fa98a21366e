"""Ways in: tokens and one-time sign-in links, for those who may hand them out."""

from datetime import timedelta
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter
from pydantic import AwareDatetime, Field
from sqlalchemy.orm import Session

from server.core import audit
from server.core.clock import now
from server.core.errors import not_found
from server.core.models import Role, Scope
from server.courses import queries as courses
from server.courses.access import CourseAccess, managed_course
from server.courses.dependencies import ManagerOfCourse
from server.identity.dependencies import Administrator
from server.identity.rules import (
    ALL_SCOPES,
    PARTICIPANT_SCOPES,
    issue_sign_in_link,
    issue_token,
)
from server.settings import Settings
from server.web.api_model import ApiModel
from server.web.dependencies import CurrentDatabase, CurrentSettings

router = APIRouter(tags=["people"])


class TokenCreate(ApiModel):
    """What a token is for, and for how long."""

    label: Annotated[str, Field(max_length=100)] = "token"
    """What it is for, so that it can be told from others."""
    days: Annotated[float, Field(gt=0, le=3650)] | None = None
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


class AccessCreate(ApiModel):
    """For whom ways into a course are, and for how long."""

    alias: Annotated[str, Field(min_length=1, max_length=64)]
    """The member's alias on the roster."""
    label: Annotated[str, Field(max_length=100)] = "token"
    """What the token is for, so that it can be told from others."""
    days: Annotated[float, Field(gt=0, le=3650)] | None = None
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
    scopes = viewer.scopes if new.scopes is None else viewer.scopes & set(new.scopes)
    days = new.days or settings.token_days
    token = database.write(issue_token, viewer.person_id, label=new.label, scopes=scopes, days=days)
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


def _open_ways_in(
    session: Session, settings: Settings, asked: CourseAccess, new: AccessCreate
) -> AccessView:
    access = managed_course(session, asked.viewer, asked.course.slug)
    member = courses.member_by_alias(session, access.course.id, new.alias)
    if member is None:
        raise not_found("member", new.alias)
    allowed = PARTICIPANT_SCOPES if member.role is Role.STUDENT else ALL_SCOPES - {Scope.ADMIN}
    token = issue_token(
        session,
        member.person_id,
        label=new.label,
        scopes=allowed if new.scopes is None else allowed & set(new.scopes),
        days=new.days or settings.token_days,
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
        course=access.course.slug,
    )
    return AccessView(
        alias=member.alias,
        role=member.role,
        token=token,
        sign_in_url=f"{settings.url}/sign-in?link={link}",
    )

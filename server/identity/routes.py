"""Ways in: tokens and one-time sign-in links, for those who may hand them out."""

from datetime import timedelta
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter
from pydantic import AwareDatetime, BaseModel, Field
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
from server.web.dependencies import CurrentDatabase, CurrentSettings

router = APIRouter(tags=["people"])


class TokenCreate(BaseModel):
    """What a token is for, and for how long. scopes: None for all that the asker's own has."""

    label: Annotated[str, Field(max_length=100)] = "token"
    days: Annotated[float, Field(gt=0, le=3650)] | None = None
    scopes: list[Scope] | None = None


class TokenView(BaseModel):
    """A token; shown this once."""

    token: str
    scopes: list[Scope]
    expires_at: AwareDatetime


class AccessCreate(BaseModel):
    """For whom, and for how long. label: what the token is for, so it can be told from others."""

    alias: Annotated[str, Field(min_length=1, max_length=64)]
    label: Annotated[str, Field(max_length=100)] = "token"
    days: Annotated[float, Field(gt=0, le=3650)] | None = None
    scopes: list[Scope] | None = None


class AccessView(BaseModel):
    """A token and a sign-in link; shown this once."""

    alias: str
    role: Role
    token: str
    sign_in_url: str


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

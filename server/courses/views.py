"""What people are shown of courses, as models: the HTTP interface sends them, pages render them."""

from pydantic import AwareDatetime
from sqlalchemy.orm import Session

from server.core.models import Course, Membership, Role
from server.courses import queries
from server.identity.rules import Viewer
from server.web.api_model import ApiModel


class CourseView(ApiModel):
    """A course as its members see it."""

    slug: str
    """Its name in addresses."""
    title: str
    """Its title."""
    time_zone: str
    """The IANA zone in which its days begin."""
    locale: str
    """Its language."""
    role: Role | None
    """What the reader is in it; null for administrators outside it."""
    alias: str | None
    """The reader's name on its boards; null likewise."""
    lets_choose_aliases: bool
    """Whether students may choose their aliases."""
    archived_at: AwareDatetime | None
    """Since when it is over and takes no files; null while it goes on."""
    url: str
    """Its page."""


def course_view(course: Course, membership: Membership | None) -> CourseView:
    """A course as one of its members sees it."""
    return CourseView(
        slug=course.slug,
        title=course.title,
        time_zone=course.time_zone,
        locale=course.locale,
        archived_at=course.archived_at,
        role=membership and membership.role,
        alias=membership and membership.alias,
        lets_choose_aliases=course.lets_choose_aliases,
        url=f"/courses/{course.slug}",
    )


def visible_courses(session: Session, viewer: Viewer) -> list[CourseView]:
    """The courses that the viewer is in; all of the site for administrators."""
    mine = {
        course.id: (course, line)
        for course, line in queries.of_person(session, viewer.person_id)
        if viewer.may_enter(course.id)
    }
    others = queries.every(session) if viewer.is_admin else []
    views = [course_view(course, line) for course, line in mine.values()]
    return views + [course_view(course, None) for course in others if course.id not in mine]

"""What people are shown of courses, as models: the HTTP interface sends them, pages render them."""

from pydantic import BaseModel
from sqlalchemy.orm import Session

from server.core.models import Course, Membership, Role
from server.courses import queries
from server.identity.rules import Viewer


class CourseView(BaseModel):
    """A course as its members see it."""

    slug: str
    title: str
    time_zone: str
    locale: str
    role: Role | None
    alias: str | None
    url: str


def course_view(course: Course, membership: Membership | None) -> CourseView:
    """A course as one of its members sees it."""
    return CourseView(
        slug=course.slug,
        title=course.title,
        time_zone=course.time_zone,
        locale=course.locale,
        role=membership and membership.role,
        alias=membership and membership.alias,
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

"""Making courses, and letting their boards know of another roster."""

from collections.abc import Mapping
from http import HTTPStatus

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from server.core import audit, problems
from server.core.clock import now
from server.core.errors import RequestProblemError
from server.core.identifiers import new_id
from server.core.models import Assignment, Course, Membership, Role, Track
from server.courses import queries as courses
from server.courses.access import CourseAccess
from server.identity.rules import Viewer

SETTINGS = ("title", "time_zone", "locale", "lets_choose_aliases", "archived")
"""What of a course its instructors may change."""


def create_course(
    session: Session, viewer: Viewer, *, slug: str, title: str, time_zone: str, locale: str
) -> Course:
    """A new course. Raises 403 unless an administrator asks, 409 where the slug is taken."""
    viewer.require_admin()
    if courses.by_slug(session, slug) is not None:
        raise RequestProblemError(HTTPStatus.CONFLICT, problems.COURSE_EXISTS(course=slug))
    course = Course(
        id=new_id(),
        slug=slug,
        title=title,
        time_zone=time_zone,
        locale=locale,
        created_at=now(),
    )
    session.add(course)
    session.flush()
    audit.record(session, viewer.person_id, "course.create", course.id, course_id=course.id)
    return course


def add_course(session: Session, access: CourseAccess, *, slug: str, title: str) -> Course:
    """A new course like another, with its staff and nobody else."""
    source, viewer = access.course, access.viewer
    course = Course(
        id=new_id(),
        slug=slug,
        title=title,
        time_zone=source.time_zone,
        locale=source.locale,
        created_at=now(),
        lets_choose_aliases=source.lets_choose_aliases,
    )
    session.add(course)
    session.flush()
    audit.record(
        session, viewer.person_id, audit.COPIED, course.id, course_id=course.id, source=source.id
    )
    for line, person in courses.roster(session, source.id):
        if line.active and line.role is not Role.STUDENT:
            session.add(
                Membership(
                    course_id=course.id,
                    person_id=person.id,
                    role=line.role,
                    alias=line.alias,
                    name=line.name,
                    student_number=line.student_number,
                    roster_alias=line.roster_alias,
                )
            )
    session.flush()
    return course


def change_course(
    session: Session, viewer: Viewer, course_id: str, new: Mapping[str, str | bool]
) -> None:
    """Give a course other settings, by their names; what stays as it was leaves no trace.

    `archived`: whether it is over. Where students choose their aliases no more, the next roster
    puts back its own.
    """
    course = session.get_one(Course, course_id, with_for_update=True, populate_existing=True)
    known = {name: getattr(course, name) for name in SETTINGS if name != "archived"}
    known["archived"] = course.archived_at is not None
    changed = {name: value for name, value in new.items() if known[name] != value}
    for name, value in changed.items():
        if name == "archived":
            course.archived_at = now() if value else None
        else:
            setattr(course, name, value)
    if changed:
        audit.record(
            session,
            viewer.person_id,
            "course.change",
            course_id,
            course_id=course_id,
            before={name: known[name] for name in changed},
            after=changed,
        )


def bump_boards(session: Session, course: Course) -> None:
    """Every board of the course may show other people, or other aliases, from now on."""
    of_assignments = select(Assignment.id).where(Assignment.course_id == course.id)
    of_course = Track.assignment_id.in_(of_assignments)
    in_order = select(Track.id).where(of_course).order_by(Track.id)
    session.execute(in_order.with_for_update(key_share=True))  # as in `standings.lock_boards`
    session.execute(update(Track).where(of_course).values(board_version=Track.board_version + 1))

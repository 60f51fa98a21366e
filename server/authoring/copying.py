"""A course for the next term: its settings, its staff, and its assignments so many days later."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from grader import Bundle, BundleError, write_shifted
from server.assignments import queries as assignments
from server.authoring.rules import empty_folder, push_bundle, refused
from server.core import audit, problems
from server.core.errors import RequestProblemError
from server.core.models import Course, Membership
from server.courses import queries as courses
from server.courses.access import CourseAccess
from server.courses.rules import add_course
from server.versions.publisher import Publisher


@dataclass(frozen=True)
class Copy:
    """What the new course is called. days: how many later its moments are."""

    slug: str
    title: str
    days: int


def copy_course(
    publisher: Publisher, access: CourseAccess, new: Copy
) -> tuple[Course, Membership | None]:
    """A course made of another, and what whoever made it is in it.

    Students stay behind, and so do files and grades. Assignments keep their names, by which work
    is compared over terms. Done again, where a server went away meanwhile, it goes on with what is
    missing. Raises 409 where the name is another course's, and 422 where a bundle cannot be read.
    """
    with publisher.database.read() as session:
        _require_free(session, access, new.slug)
        found = assignments.active_of_course(session, access.course.id)
        wanted = [(one.slug, version.id) for one, version, _ in found]
    zone = ZoneInfo(access.course.time_zone)
    with empty_folder(publisher) as folder:
        bundles: list[Bundle] = []
        for slug, version_id in wanted:
            (folder / slug).mkdir()
            try:
                bundle = publisher.bundles.get(version_id)
                bundles.append(write_shifted(folder / slug, bundle, new.days, zone))
            except BundleError as error:
                raise refused(error) from None
        made, there = publisher.database.write(_make, access, new)
        for bundle in bundles:
            if bundle.definition.slug not in there:
                push_bundle(publisher, made, bundle)
    return made.course, made.membership


def _require_free(session: Session, access: CourseAccess, slug: str) -> Course | None:
    """The course that was begun as this copy; None for none. Raises 409 for any other."""
    known = courses.by_slug(session, slug)
    if known is None:
        return None
    if audit.copied_from(session, known.id) != access.course.id:
        raise RequestProblemError(HTTPStatus.CONFLICT, problems.COURSE_EXISTS(course=slug))
    return known


def _make(session: Session, access: CourseAccess, new: Copy) -> tuple[CourseAccess, Sequence[str]]:
    """The new course as its maker has it, and the assignments that it has."""
    course = _require_free(session, access, new.slug)
    if course is None:
        course = add_course(session, access, slug=new.slug, title=new.title)
    membership = courses.membership(session, course.id, access.viewer.person_id)
    # Whoever made it goes on in it, even if what they showed opens the other course alone.
    ways = tuple(replace(way, course_id=None) for way in access.viewer.ways)
    made = CourseAccess(course, membership, replace(access.viewer, ways=ways))
    made.require_manager()
    there = [one.slug for one, _, _ in assignments.active_of_course(session, course.id)]
    return made, there

"""An assignment as a viewer may see it: with its version in force, its tracks and its course."""

from dataclasses import dataclass
from http import HTTPStatus

from sqlalchemy.orm import Session

from grader import Definition
from server.assignments import queries as assignments
from server.assignments.schedule import dates_of_all
from server.core import problems
from server.core.clock import now
from server.core.errors import RequestProblemError, not_found
from server.core.models import (
    Assignment,
    AssignmentVersion,
    Course,
    Track,
)
from server.courses.access import CourseAccess, course_access
from server.identity.rules import Viewer


@dataclass(frozen=True)
class AssignmentAccess:
    """An assignment with the version in force and its tracks by slug.

    grading: the version whose gradings the boards stand on: another one than that in force where
    this was pushed without a change to what is graded, or is still graded again. shown_by: the one
    whose digits, baselines and metrics beside the boards show. definition: the dates and words of
    the one in force, scored by the rules of `grading`.
    """

    course_access: CourseAccess
    assignment: Assignment
    version: AssignmentVersion
    grading: AssignmentVersion
    shown_by: AssignmentVersion
    definition: Definition
    tracks: dict[str, Track]

    @property
    def course(self) -> Course:
        """The course it belongs to."""
        return self.course_access.course

    @property
    def is_staff(self) -> bool:
        """Whether the viewer teaches here."""
        return self.course_access.is_staff

    @property
    def viewer(self) -> Viewer:
        """Who looks at it."""
        return self.course_access.viewer

    @property
    def is_hidden(self) -> bool:
        """Whether the viewer is not to see it yet."""
        dates = dates_of_all(self.definition, self.tracks.values(), None)
        return not self.is_staff and (self.definition.draft or dates.is_hidden(now()))

    def asks_for_program(self, slug: str) -> bool:
        """Whether a program is uploaded on that track, not predictions."""
        return self.definition.takes_programs(slug)

    def track(self, slug: str | None) -> Track:
        """The track of that slug, the only one if none is named. Raises 422 for any other."""
        if slug is None and len(self.tracks) == 1:
            return next(iter(self.tracks.values()))
        if slug not in self.tracks:
            raise RequestProblemError(
                HTTPStatus.UNPROCESSABLE_ENTITY,
                problems.WRONG_TRACK(track=slug or "", tracks=", ".join(self.tracks)),
            )
        return self.tracks[slug]


def assignment_access(
    session: Session, viewer: Viewer, course_slug: str, slug: str
) -> AssignmentAccess:
    """The assignment of that slug with its version in force.

    Raises 404, and the same for participants who are not to see it yet.
    """
    course = course_access(session, viewer, course_slug)
    found = assignments.active_by_slug(session, course.course.id, slug)
    access = None if found is None else with_tracks(session, course, *found)
    if access is None or access.is_hidden:
        raise not_found("assignment", slug)
    return access


def visible_assignments(session: Session, course: CourseAccess) -> list[AssignmentAccess]:
    """The assignments of a course that its viewer may see, oldest first."""
    found = assignments.active_of_course(session, course.course.id)
    each = [with_tracks(session, course, *row) for row in found]
    return [access for access in each if not access.is_hidden]


def reopen(session: Session, access: AssignmentAccess) -> AssignmentAccess:
    """The same as it is now: what a transaction decides rests on what it reads itself."""
    return assignment_access(session, access.viewer, access.course.slug, access.assignment.slug)


def with_tracks(
    session: Session,
    course: CourseAccess,
    assignment: Assignment,
    version: AssignmentVersion,
    grading: AssignmentVersion,
) -> AssignmentAccess:
    """An assignment at one of its versions, with the version's tracks in their order."""
    shown_by = assignments.shown_by(session, version)
    definition = version.parsed.graded_as(grading.parsed, shown_by.parsed)
    by_slug = assignments.tracks(session, assignment.id)
    ordered = {track.slug: by_slug[track.slug] for track in definition.tracks}
    return AssignmentAccess(course, assignment, version, grading, shown_by, definition, ordered)

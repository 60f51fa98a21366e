"""Fetching with authorisation: what a person may see is found, the rest is not there.

Somebody outside a course gets the same 404 as for a course that does not exist.
"""

from dataclasses import dataclass
from http import HTTPStatus

from sqlalchemy.orm import Session

from grader import Definition
from server.assignments import queries as assignments
from server.core import problems
from server.core.models import (
    Assignment,
    AssignmentVersion,
    Course,
    Membership,
    Role,
    Submission,
    Track,
)
from server.courses import queries as courses
from server.identity.rules import Viewer
from server.submissions import queries as submissions
from server.web.errors import RequestProblemError


@dataclass(frozen=True)
class CourseAccess:
    """A course and what the viewer is in it; membership is None for administrators outside it."""

    course: Course
    membership: Membership | None
    viewer: Viewer

    @property
    def is_staff(self) -> bool:
        """Whether the viewer teaches here or administers the site."""
        return self.viewer.is_admin or (
            self.membership is not None and self.membership.role is not Role.STUDENT
        )

    @property
    def may_manage(self) -> bool:
        """Whether the viewer may change the roster and the assignments."""
        return self.viewer.is_admin or (
            self.membership is not None and self.membership.role is Role.INSTRUCTOR
        )

    def require_staff(self) -> None:
        """Raise 403 for students."""
        if not self.is_staff:
            raise RequestProblemError(HTTPStatus.FORBIDDEN, problems.STAFF_ONLY())

    def require_manager(self) -> None:
        """Raise 403 for all but instructors and administrators."""
        if not self.may_manage:
            raise RequestProblemError(HTTPStatus.FORBIDDEN, problems.STAFF_ONLY())


@dataclass(frozen=True)
class AssignmentAccess:
    """An assignment with the version in force and its tracks by slug."""

    course_access: CourseAccess
    assignment: Assignment
    version: AssignmentVersion
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


@dataclass(frozen=True)
class SubmissionAccess:
    """A submission that the viewer may see, with its assignment."""

    submission: Submission
    track: Track
    assignment_access: AssignmentAccess


def not_found(what: str, name: str) -> RequestProblemError:
    """The 404 for a thing that is not there, or not for this viewer."""
    return RequestProblemError(HTTPStatus.NOT_FOUND, problems.NOT_FOUND(what=what, name=name))


def course_access(session: Session, viewer: Viewer, slug: str) -> CourseAccess:
    """The course of that slug as the viewer may see it. Raises 404."""
    course = courses.by_slug(session, slug)
    if course is None or not viewer.may_enter(course.id):
        raise not_found("course", slug)
    membership = courses.membership(session, course.id, viewer.person_id)
    if membership is None and not viewer.is_admin:
        raise not_found("course", slug)
    return CourseAccess(course, membership, viewer)


def assignment_access(
    session: Session, viewer: Viewer, course_slug: str, slug: str
) -> AssignmentAccess:
    """The assignment of that slug with its version in force. Raises 404."""
    course = course_access(session, viewer, course_slug)
    found = assignments.live_by_slug(session, course.course.id, slug)
    if found is None:
        raise not_found("assignment", slug)
    return _with_tracks(session, course, *found)


def submission_access(session: Session, viewer: Viewer, submission_id: str) -> SubmissionAccess:
    """A submission of the viewer's own, or of anybody for staff. Raises 404.

    A baseline is nobody's: staff read of it where versions are.
    """
    found = submissions.with_course(session, submission_id)
    is_absent = found is None or found.submission.baseline is not None
    if found is None or is_absent or not viewer.may_enter(found.course.id):
        raise not_found("submission", submission_id)
    submission, track, assignment, version, course = found
    membership = courses.membership(session, course.id, viewer.person_id)
    access = CourseAccess(course, membership, viewer)
    if not access.is_staff and (membership is None or submission.person_id != viewer.person_id):
        raise not_found("submission", submission_id)
    return SubmissionAccess(submission, track, _with_tracks(session, access, assignment, version))


def _with_tracks(
    session: Session, course: CourseAccess, assignment: Assignment, version: AssignmentVersion
) -> AssignmentAccess:
    definition = Definition.model_validate(version.definition)
    by_slug = assignments.tracks(session, assignment.id)
    ordered = {track.slug: by_slug[track.slug] for track in definition.tracks}
    return AssignmentAccess(course, assignment, version, definition, ordered)

"""Whose work staff may compare: all that their own courses have handed in for an assignment."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy.orm import Session

from grader import Definition
from server.assignments.access import AssignmentAccess
from server.core.models import Role
from server.courses import queries as courses
from server.courses.access import CourseAccess
from server.similarity import queries
from server.similarity.queries import Author, Compared


@dataclass(frozen=True)
class ComparedWork:
    """What is compared for one assignment, as one viewer may see it.

    course_id, version_id: of the assignment that was asked for. definitions: by version, those of
    the same assignment in the viewer's other courses among them. authors: by the ids of course
    and person. submissions: of students and staff, oldest first.
    """

    course_id: str
    version_id: str
    definitions: Mapping[str, Definition]
    authors: Mapping[tuple[str, str], Author]
    submissions: tuple[Compared, ...]

    @property
    def place(self) -> tuple[str, ...]:
        """The same for all viewers who may see the same, however much is handed in."""
        return (self.version_id, *sorted(self.definitions))

    @cached_property
    def contents(self) -> str:
        """SHA-256, in hex, of everything that findings rest on."""
        parts = [self.course_id, *self.place]
        for one in self.submissions:
            parts += [one.evaluation_id, one.person_id, one.role.value]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    @cached_property
    def by_submission(self) -> Mapping[str, Compared]:
        """What students handed in, by the submission's id."""
        return {one.submission_id: one for one in self.students_work}

    @property
    def students_work(self) -> list[Compared]:
        """What students handed in, oldest first."""
        return [one for one in self.submissions if one.role is Role.STUDENT]

    @property
    def staff_work(self) -> list[Compared]:
        """What staff handed in, oldest first: known to all, so similarity to it says nothing."""
        return [one for one in self.submissions if one.role is not Role.STUDENT]

    @property
    def definition(self) -> Definition:
        """What was asked for."""
        return self.definitions[self.version_id]

    @property
    def takes_sources(self) -> bool:
        """Whether code is handed in: layers, or programs on some track."""
        programs = any(track.proof == "program" for track in self.definition.tracks)
        return self.definition.kind == "layers" or programs

    def is_own(self, one: Compared) -> bool:
        """Whether it was handed in in the course that was asked for."""
        return one.course_id == self.course_id

    def is_program(self, one: Compared) -> bool:
        """Whether it is a program."""
        track = self.definitions[one.version_id].track(one.track)
        return track is not None and track.proof == "program"

    def is_source(self, one: Compared) -> bool:
        """Whether it is code: a program or a file of layers."""
        return self.definitions[one.version_id].kind == "layers" or self.is_program(one)

    def author(self, one: Compared) -> Author:
        """Whose it is."""
        return self.authors[one.course_id, one.person_id]


def compared_work(session: Session, access: AssignmentAccess) -> ComparedWork:
    """What the viewer may compare, this assignment first. Raises 403 for students.

    Assignments of the same slug in other courses take part where the viewer is staff there too and
    their token opens that course.
    """
    access.course_access.require_staff()
    definitions = {access.grading.id: access.definition}
    course_ids = {access.course.id}
    for assignment, version, course in queries.of_slug(session, access.assignment.slug):
        if assignment.id == access.assignment.id or not access.viewer.may_enter(course.id):
            continue
        membership = courses.membership(session, course.id, access.viewer.person_id)
        if CourseAccess(course, membership, access.viewer).is_staff:
            definitions[version.id] = version.parsed
            course_ids.add(course.id)
    return ComparedWork(
        course_id=access.course.id,
        version_id=access.grading.id,
        definitions=definitions,
        authors=queries.authors(session, course_ids),
        submissions=tuple(queries.graded(session, definitions.keys())),
    )

"""An assignment as a student will see it, before it is there for any."""

from dataclasses import dataclass, replace

from server.assignments.access import AssignmentAccess
from server.assignments.views import AssignmentView
from server.courses.access import CourseAccess


@dataclass(frozen=True)
class _AsStudent(CourseAccess):
    """Staff who see no more of a course than students do."""

    @property
    def is_staff(self) -> bool:
        """Never."""
        return False

    @property
    def may_manage(self) -> bool:
        """Never."""
        return False


def as_student(access: AssignmentAccess) -> AssignmentAccess:
    """The same for somebody who takes part; who asks is staff, and stays who they are."""
    access.course_access.require_staff()
    one = access.course_access
    return replace(access, course_access=_AsStudent(one.course, one.membership, one.viewer))


def published(view: AssignmentView) -> AssignmentView:
    """The view once participants see it."""
    return view.model_copy(update={"draft": False, "visible_from": None})

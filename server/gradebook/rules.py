"""Freezing grades: from then on neither uploads nor new gradings change them."""

from http import HTTPStatus

from sqlalchemy import delete
from sqlalchemy.orm import Session

from server.assignments import versions
from server.assignments.access import AssignmentAccess, reopen
from server.assignments.schedule import dates_of_all
from server.assignments.stairs import Stairs
from server.core import audit
from server.core import gradebook_problems as problems
from server.core.clock import now
from server.core.errors import RequestProblemError
from server.core.models import FrozenGrade, FrozenGradebook
from server.gradebook import queries
from server.gradebook.book import Gradebook, current_gradebook


def freeze(session: Session, asked: AssignmentAccess, stairs: Stairs | None) -> None:
    """Keep the grades as they are. Frozen ones stay as they were.

    Raises 403 unless an instructor asks, 409 where there are no points, where they rest on what the
    class must not know yet, and while files are still to be graded.
    """
    access = _opened(session, asked)
    if queries.frozen(session, access.assignment.id) is None:
        _freeze(session, access, stairs)


def freeze_by_date(session: Session, asked: AssignmentAccess, stairs: Stairs | None) -> None:
    """Freeze the grades of an assignment whose bundle says that they are due.

    Nothing while anybody may still submit, where they are frozen, where they are not due by the
    version of now, and where somebody has let them go since. Raises 409 as `freeze` does.
    """
    versions.lock(session, asked.assignment.id)
    now_due = {one.version.id for one in queries.due(session, now())}
    if asked.version.id in now_due and not _may_anybody_submit(asked):
        _freeze(session, asked, stairs)


def _may_anybody_submit(access: AssignmentAccess) -> bool:
    """Whether a file may still come, be it by an exception; without a deadline none is awaited."""
    last = dates_of_all(access.definition, access.tracks.values(), None).asked_until
    return last is not None and now() <= last


def _freeze(session: Session, access: AssignmentAccess, stairs: Stairs | None) -> None:
    book = current_gradebook(session, access, stairs)
    book.require_told()
    if book.ungraded:
        problem = problems.GRADES_UNGRADED(count=book.ungraded)
        raise RequestProblemError(HTTPStatus.CONFLICT, problem)
    _keep(session, access, book)
    _record(session, access, "grades.freeze", students=len(book.grades))


def unfreeze(session: Session, asked: AssignmentAccess) -> None:
    """Let the grades follow the scores again. Doing it again changes nothing. Raises 403."""
    access = _opened(session, asked)
    of_assignment = access.assignment.id
    if queries.frozen(session, of_assignment) is None:
        return
    session.execute(delete(FrozenGrade).where(FrozenGrade.assignment_id == of_assignment))
    session.execute(delete(FrozenGradebook).where(FrozenGradebook.assignment_id == of_assignment))
    _record(session, access, queries.UNFROZEN)


def record_export(session: Session, access: AssignmentAccess, what: str, students: int) -> None:
    """Remember who took the grades of how many. what: as which file."""
    _record(session, access, "grades.export", what=what, students=students)


def _opened(session: Session, asked: AssignmentAccess) -> AssignmentAccess:
    """The assignment as it is now, whose versions stay until the transaction ends."""
    versions.lock(session, asked.assignment.id)
    access = reopen(session, asked)
    access.course_access.require_manager()
    return access


def _keep(session: Session, access: AssignmentAccess, book: Gradebook) -> None:
    session.add(
        FrozenGradebook(
            assignment_id=access.assignment.id,
            frozen_at=now(),
            frozen_by=access.viewer.person_id,
            heading=book.heading.model_dump(mode="json"),
        )
    )
    session.flush()
    for grade in book.grades:
        session.add(
            FrozenGrade(
                assignment_id=access.assignment.id,
                person_id=grade.student.person_id,
                points=grade.points,
                reached=grade.reached.model_dump(mode="json"),
            )
        )
    session.flush()


def _record(session: Session, access: AssignmentAccess, action: str, **detail: str | int) -> None:
    audit.record(
        session,
        access.viewer.person_id,
        action,
        access.assignment.id,
        course_id=access.course.id,
        **detail,
    )

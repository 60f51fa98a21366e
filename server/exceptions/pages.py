"""The page of exceptions, for staff."""

from dataclasses import replace
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Query, UploadFile
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.orm import Session

from server.assignments.access import AssignmentAccess
from server.assignments.dependencies import ManagerOfAssignment, StaffOfAssignment
from server.core.errors import RequestProblemError
from server.core.models import Role
from server.core.tables import decode
from server.exceptions import queries, rules
from server.exceptions.dependencies import LONGEST_TABLE, ExceptionForm
from server.exceptions.plan import make_plan
from server.exceptions.views import exception_view, plan_view, problems_in
from server.gradebook.dependencies import too_large
from server.identity.dependencies import Reader, SameSite
from server.submissions.frames import AssignmentFrame, CurrentFrame
from server.web.dependencies import CurrentDatabase, CurrentEvents, ReadSession
from server.web.pages.rendering import as_of

router = APIRouter()
_PATH = "/courses/{course}/assignments/{assignment}/exceptions"
_Asked = Annotated[ExceptionForm, Depends()]


@router.get(_PATH, response_model=None)
def exceptions_page(
    session: ReadSession,
    access: StaffOfAssignment,
    frame: CurrentFrame,
    behalf: Annotated[str, Query(max_length=64)] = "",
) -> Response:
    """Every exception, and the form that gives them.

    behalf: the alias of a student in whose place a file is to be sent.
    """
    return _page(session, access, frame, behalf=behalf)


@router.post(
    _PATH + "/preview",
    dependencies=[SameSite],
    response_model=None,
    max_body_size=2 * LONGEST_TABLE,
)
def preview_exceptions(
    session: ReadSession,
    frame: CurrentFrame,
    access: ManagerOfAssignment,
    asked: _Asked,
    file: UploadFile | None = None,
) -> Response:
    """What would come of it, with the button that gives it; or what is wrong, beside the form."""
    try:
        form = asked if file is None else _with_table(asked, file)
        grants = form.grants(access.course.time_zone)
        plan = make_plan(session, access, grants, moves_reveal=form.moves_reveal)
    except RequestProblemError as refused:
        found = problems_in(refused.problems, frame.locale)
        return _page(session, access, frame, form=asked, problems=found, status=refused.status)
    return _page(session, access, frame, form=form, plan=plan_view(plan, frame.locale, given=False))


@router.post(_PATH, dependencies=[SameSite], response_model=None, max_body_size=2 * LONGEST_TABLE)
def give_exceptions(
    database: CurrentDatabase,
    events: CurrentEvents,
    _: Reader,  # who gives exceptions sees them
    access: ManagerOfAssignment,
    form: _Asked,
) -> Response:
    """Give them, and show all."""
    grants = form.grants(access.course.time_zone)
    rules.give(database, events, access, grants, moves_reveal=form.moves_reveal)
    return _to_exceptions(access)


@router.post(_PATH + "/end", dependencies=[SameSite], response_model=None)
def end_exception(
    database: CurrentDatabase,
    events: CurrentEvents,
    _: Reader,  # who ends exceptions sees them
    access: ManagerOfAssignment,
    person: Annotated[str, Form(max_length=64)],
) -> Response:
    """End the exception of a student, and show all."""
    rules.end(database, events, access, [person])
    return _to_exceptions(access)


def _with_table(asked: ExceptionForm, file: UploadFile) -> ExceptionForm:
    """The form with the text of a file that was sent with it."""
    data = file.file.read(LONGEST_TABLE + 1)
    if len(data) > LONGEST_TABLE:
        raise too_large(LONGEST_TABLE)
    return ExceptionForm(moves_reveal=asked.moves_reveal, table=decode(data)[0])


def _page(
    session: Session,
    access: AssignmentAccess,
    frame: AssignmentFrame,
    *,
    status: int = HTTPStatus.OK,
    form: ExceptionForm | None = None,
    **content: Any,
) -> Response:
    path = frame.assignment.url + "/exceptions"
    frame = replace(frame, request=as_of(frame.request, path))  # whose language may be changed
    found = queries.of_assignment(session, access.assignment.id, access.course.id)
    roster = queries.members(session, access.course.id)
    return frame.page(
        "exceptions.html",
        status=status,
        exceptions=[exception_view(one) for one in found],
        students=[line for line, _ in roster if line.role is Role.STUDENT],
        takes_programs=any(map(access.asks_for_program, access.tracks)),
        has_reveal=any(track.reveal_at for track in frame.assignment.tracks),
        may_manage=access.course_access.may_manage,
        form=form or ExceptionForm(),
        off=queries.off_boards(session, access.assignment.id, access.course.id),
        **{"plan": None, "problems": None, "behalf": "", **content},
    )


def _to_exceptions(access: AssignmentAccess) -> Response:
    page = f"/courses/{access.course.slug}/assignments/{access.assignment.slug}/exceptions"
    return RedirectResponse(page, HTTPStatus.SEE_OTHER)

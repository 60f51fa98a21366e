"""Exceptions over HTTP, for staff."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.concurrency import run_in_threadpool
from pydantic import Field, StrictBool

from grader import Moment
from languages import Locale
from server.assignments.access import AssignmentAccess
from server.assignments.dependencies import ManagerOfAssignment, StaffOfAssignment
from server.core.database import Database
from server.core.events import Events
from server.core.models.exceptions import MOST_EXTRA
from server.core.tables import LARGEST_TABLE
from server.exceptions import queries, rules
from server.exceptions.grants import LONGEST_REASON, Grant
from server.exceptions.plan import make_plan
from server.exceptions.table import read_grants
from server.exceptions.views import ExceptionView, GivenExceptions, exception_view, plan_view
from server.gradebook.dependencies import read_body
from server.identity.dependencies import Reader
from server.web.api_model import Asked
from server.web.dependencies import CurrentDatabase, CurrentEvents, CurrentLocale, ReadSession

router = APIRouter(tags=["exceptions"])
_PATH = "/courses/{course}/assignments/{assignment}/exceptions"
_MOST_PEOPLE = 1_000
_Alias = Annotated[str, Field(min_length=1, max_length=64)]
_Extra = Annotated[int, Field(strict=True, ge=0, le=MOST_EXTRA)]
_MovesReveal = Annotated[bool, Query(description="Let a reveal that comes before move with it.")]
_DryRun = Annotated[bool, Query(description="Only say what would come of it.")]


class AskedException(Asked):
    """What some students are to have in the place of what they have."""

    people: Annotated[list[str], Field(min_length=1, max_length=_MOST_PEOPLE)]
    """Who: aliases, addresses or student numbers."""
    reason: Annotated[str, Field(max_length=LONGEST_REASON)]
    """Why; they read it."""
    opens_at: Moment | None = None
    """Their own opening; null for that of all."""
    closes_at: Moment | None = None
    """Their own deadline, behind that of all; null for that of all."""
    extra_tries: _Extra = 0
    """How many files count beyond those of each day and of all."""
    extra_s: _Extra = 0
    """How many seconds a program may run longer, each time it is run."""
    moves_reveal: StrictBool = False
    """Whether a reveal that comes before the deadline moves with it; else that is refused."""
    dry_run: StrictBool = False
    """Only say what would come of it."""


@router.get(_PATH)
def list_exceptions(session: ReadSession, access: StaffOfAssignment) -> list[ExceptionView]:
    """Every exception of the assignment, by alias. Staff only."""
    found = queries.of_assignment(session, access.assignment.id, access.course.id)
    return [exception_view(one) for one in found]


@router.put(_PATH)
def put_exceptions(
    wanted: AskedException,
    database: CurrentDatabase,
    events: CurrentEvents,
    locale: CurrentLocale,
    _: Reader,  # who gives exceptions reads what there was
    access: ManagerOfAssignment,
) -> GivenExceptions:
    """Give some students an exception, all of them or none. Instructors only.

    422 with every reason why it cannot be: a deadline that is not behind that of all, not after the
    opening, or behind the reveal, unless that is to move. Doing it again changes nothing.
    """
    grant = Grant(
        tuple(wanted.people),
        wanted.reason,
        opens_at=wanted.opens_at,
        closes_at=wanted.closes_at,
        extra_tries=wanted.extra_tries,
        extra_s=wanted.extra_s,
    )
    giving = _Giving(database, events, access, locale, wanted.moves_reveal, wanted.dry_run)
    return giving.give([grant])


@router.post(
    _PATH + "/import",
    openapi_extra={
        "requestBody": {"required": True, "content": {"text/csv": {"schema": {"type": "string"}}}}
    },
    max_body_size=2 * LARGEST_TABLE,
)
async def import_exceptions(
    request: Request,
    database: CurrentDatabase,
    events: CurrentEvents,
    locale: CurrentLocale,
    _: Reader,  # who gives exceptions reads what there was
    access: ManagerOfAssignment,
    *,
    moves_reveal: _MovesReveal = False,
    dry_run: _DryRun = False,
) -> GivenExceptions:
    """Give exceptions by a CSV, a line for each student, all of them or none. Instructors only.

    Columns: `person` (alias, address or student number) and `reason`, and any of `opens_at`,
    `closes_at`, `extra_tries` and `extra_s`. Moments without an offset are on the clock of the
    course. Whoever is not named keeps what they have. 422 with every reason why it cannot be.
    """
    data = await read_body(request, LARGEST_TABLE)
    grants = read_grants(data, access.course.time_zone)
    giving = _Giving(database, events, access, locale, moves_reveal, dry_run)
    return await run_in_threadpool(giving.give, grants)


@router.delete(_PATH)
def delete_exceptions(
    session: CurrentDatabase,
    events: CurrentEvents,
    _: Reader,  # who ends exceptions reads what there was
    access: ManagerOfAssignment,
    person: Annotated[list[_Alias], Query(description="Their aliases.", max_length=50)],
) -> list[ExceptionView]:
    """Let the dates and tries of all hold again for some students; the exceptions that are left.

    Of who has none nothing changes. 404 for who is not in the course, and nothing is ended then.
    Instructors only.
    """
    rules.end(session, events, access, person)
    with session.read() as reading:
        found = queries.of_assignment(reading, access.assignment.id, access.course.id)
        return [exception_view(one) for one in found]


class _Giving:
    """Gives exceptions, or only says what would come of it."""

    def __init__(
        self,
        database: Database,
        events: Events,
        access: AssignmentAccess,
        locale: Locale,
        moves_reveal: bool,  # noqa: FBT001 - as they stand in the request
        dry_run: bool,  # noqa: FBT001
    ) -> None:
        self._database = database
        self._events = events
        self._access = access
        self._locale: Locale = locale
        self._moves_reveal = moves_reveal
        self._dry_run = dry_run

    def give(self, grants: Sequence[Grant]) -> GivenExceptions:
        """What is given, or would be. Raises 422."""
        if self._dry_run:
            with self._database.read() as session:
                plan = make_plan(session, self._access, grants, moves_reveal=self._moves_reveal)
                return plan_view(plan, self._locale, given=False)
        plan = rules.give(
            self._database, self._events, self._access, grants, moves_reveal=self._moves_reveal
        )
        return plan_view(plan, self._locale, given=True)

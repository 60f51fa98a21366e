"""Courses and rosters over HTTP."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from pydantic import Field, StrictBool
from sqlalchemy.orm import Session

from languages import Locale
from server.core.database import Database
from server.core.errors import RequestProblemError
from server.core.problems import TOO_LARGE
from server.courses.access import CourseAccess, managed_course
from server.courses.chosen_aliases import choose_alias
from server.courses.dependencies import (
    EnteredCourse,
    InstructorOfCourse,
    ManagerOfCourse,
    ReadableCourse,
)
from server.courses.roster import RosterDifference, apply_roster, compare_roster
from server.courses.roster_columns import FIELDS
from server.courses.roster_reading import RosterLine, read_roster_file
from server.courses.roster_writing import write_roster
from server.courses.rules import change_course, create_course
from server.courses.settings import CourseName, CourseTitle, KnownZone
from server.courses.views import CourseView, course_view, visible_courses
from server.identity.dependencies import Administrator, Reader
from server.web.api_model import Asked
from server.web.dependencies import CurrentDatabase, ReadSession

router = APIRouter(tags=["courses"])
_LARGEST_ROSTER = 2_000_000


Columns = Annotated[
    Sequence[Annotated[str, Field(pattern=r"^[a-z_]{1,20}=", max_length=255)]],
    Query(
        max_length=20,
        description="Which column says what, as `email=Login`; `role=` for none. "
        f"Of {', '.join(FIELDS)}.",
    ),
]


class CourseCreate(Asked):
    """What a new course needs."""

    slug: CourseName
    """Its name in addresses."""
    title: CourseTitle
    """Its title, on one line."""
    time_zone: KnownZone = "UTC"
    """The IANA zone in which its days begin, such as `Asia/Tokyo`."""
    locale: Locale = "en"
    """The language of those who say none."""


@router.get("/courses")
def list_courses(session: ReadSession, reader: Reader) -> list[CourseView]:
    """The viewer's courses."""
    return visible_courses(session, reader)


@router.post("/courses", status_code=HTTPStatus.CREATED)
def post_course(
    new: CourseCreate, database: CurrentDatabase, administrator: Administrator
) -> CourseView:
    """Create a course. Administrators only."""
    return course_view(database.write(create_course, administrator, **new.model_dump()), None)


@router.get("/courses/{course}")
def get_course(access: ReadableCourse) -> CourseView:
    """One course."""
    return course_view(access.course, access.membership)


class CourseUpdate(Asked):
    """What of a course is changed; what is left out stays."""

    title: CourseTitle | None = None
    """Its title, on one line."""
    time_zone: KnownZone | None = None
    """The IANA zone in which its days begin; moments that bundles say stay what they are."""
    locale: Locale | None = None
    """The language of those who say none."""
    archived: StrictBool | None = None
    """Whether it is over: then it takes no files, and all of it can be read."""
    lets_choose_aliases: StrictBool | None = None
    """Whether students may choose another alias than the roster gave them."""


class AliasUpdate(Asked):
    """What somebody is called on the boards."""

    alias: Annotated[str, Field(min_length=1, max_length=64)]
    """The alias: 2 to 24 letters and digits."""


@router.patch("/courses/{course}")
def patch_course(
    new: CourseUpdate, database: CurrentDatabase, access: ManagerOfCourse
) -> CourseView:
    """Change the settings of a course. Instructors only."""
    given = new.model_dump(exclude_none=True)
    database.write(change_course, access.viewer, access.course.id, given)
    with database.read() as session:
        found = managed_course(session, access.viewer, access.course.slug)
        return course_view(found.course, found.membership)


@router.put("/courses/{course}/alias")
def put_alias(new: AliasUpdate, database: CurrentDatabase, access: EnteredCourse) -> CourseView:
    """Choose what you are called on the boards, where the course lets students. Students only.

    409 for what looks like another's, 422 for what tells who you are, 429 for the fourth change
    and then more than one a week. Another alias in the roster takes its place again.
    """
    line = database.write(choose_alias, access.viewer, access.course.id, new.alias)
    return course_view(access.course, line)


@router.get(
    "/courses/{course}/roster",
    response_class=Response,
    responses={
        200: {
            "description": "The roster in force.",
            "content": {"text/csv": {"schema": {"type": "string"}}},
        }
    },
)
def get_roster(session: ReadSession, access: InstructorOfCourse) -> Response:
    """The roster as a CSV `alias,name,email,role,student_number`, which can be put in force again.

    Of whoever is in another course as well the email is left out. Instructors only.
    """
    filename = f"roster-{access.course.slug}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{filename}"'}
    table = write_roster(session, access.course)
    return Response(table, media_type="text/csv; charset=utf-8", headers=headers)


@router.put(
    "/courses/{course}/roster",
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                "text/csv": {"schema": {"type": "string"}},
                "application/octet-stream": {"schema": {"type": "string", "format": "binary"}},
            },
        }
    },
    max_body_size=2 * _LARGEST_ROSTER,
)
async def put_roster(
    request: Request,
    database: CurrentDatabase,
    access: ManagerOfCourse,
    *,
    dry_run: Annotated[bool, Query(description="Change nothing.")] = False,
    draw_aliases: Annotated[bool, Query(description="Draw aliases for lines without one.")] = False,
    keep_staff: Annotated[bool, Query(description="Staff whom it does not name stay.")] = False,
    columns: Columns = (),
) -> RosterDifference:
    """Put a table in force as the roster; show the difference.

    It is a CSV in UTF-8, UTF-16 or Shift_JIS, or the first sheet of an .xlsx. Columns are known by
    the titles that Canvas, Moodle, Google Classroom and manaba give them, or by `columns`; nothing
    is read of the others. With `dry_run=true` nothing changes. With `draw_aliases=true` whoever has
    no alias in the file keeps theirs, or gets one of two words in the language of the course.
    """
    given = dict(column.split("=", 1) for column in columns)
    data = bytearray()
    async for chunk in request.stream():
        data += chunk
        if len(data) > _LARGEST_ROSTER:
            raise RequestProblemError(
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE, TOO_LARGE(limit_bytes=_LARGEST_ROSTER)
            )
    read = await run_in_threadpool(read_roster_file, bytes(data), given, draws_aliases=draw_aliases)
    found = await run_in_threadpool(
        _import, database, access, read.lines, dry_run=dry_run, keep_staff=keep_staff
    )
    return found.read_from(read)


def _import(
    database: Database,
    access: CourseAccess,
    lines: Sequence[RosterLine],
    *,
    dry_run: bool,
    keep_staff: bool,
) -> RosterDifference:
    """Put the lines in force or, for a dry run, compare them without holding up whoever writes."""
    if dry_run:
        with database.read() as session:
            return compare_roster(
                session, access.viewer, access.course, lines, keep_staff=keep_staff
            )
    return database.write(_apply, access, lines, keep_staff=keep_staff)


def _apply(
    session: Session, asked: CourseAccess, lines: Sequence[RosterLine], *, keep_staff: bool
) -> RosterDifference:
    access = managed_course(session, asked.viewer, asked.course.slug)
    return apply_roster(session, access.viewer, access.course, lines, keep_staff=keep_staff)

"""Assignments made and edited over HTTP, by instructors."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.concurrency import run_in_threadpool
from pydantic import Field, StrictBool, StrictInt

from grader import MAX_PICTURE_BYTES, BundleError, Edit, Moment, Moments, Words, edit_of
from languages import Locale
from server.assignments.access import AssignmentAccess
from server.assignments.dependencies import (
    CurrentBundles,
    ManagerOfAssignment,
    StaffOfAssignment,
)
from server.assignments.views import AssignmentView, assignment_view
from server.authoring import copying, rules
from server.authoring.as_student import as_student, published
from server.authoring.copying import Copy
from server.authoring.dependencies import LARGEST_FORM, SentAssignment
from server.authoring.views import EditView, edit_view
from server.core.models import AssignmentVersion
from server.courses.dependencies import ManagerOfCourse
from server.courses.settings import CourseName, CourseTitle
from server.courses.views import CourseView, course_view
from server.identity.dependencies import Reader
from server.versions.dependencies import CurrentPublisher
from server.web.api_model import ApiModel, Asked
from server.web.dependencies import CurrentDatabase, CurrentLocale, ReadSession

router = APIRouter(tags=["assignments"])
_ASSIGNMENT = "/courses/{course}/assignments/{assignment}"
_Text = Annotated[str, Field(max_length=100_000)]
_Texts = dict[Locale, _Text]


class MadeAssignment(ApiModel):
    """An assignment that was made or changed."""

    assignment: str
    """Its slug."""
    version: int
    """The number of its version."""
    draft: bool
    """Whether staff alone see it."""
    url: str
    """Its page."""


class AskedEdit(Asked):
    """What is to be said from now on; what is not named stays as it is."""

    version: StrictInt
    """The version that was read: 409 where another is in force by now."""
    title: _Texts | None = None
    """By language."""
    summary: _Texts | None = None
    """By language; `{}` for none."""
    statement: _Texts | None = None
    """By language, in Markdown."""
    visible_from: Moment | None = None
    """With an offset; null for none."""
    opens_at: Moment | None = None
    """Likewise."""
    closes_at: Moment | None = None
    """Likewise."""
    reveal_at: Moment | None = None
    """Likewise."""
    draft: StrictBool | None = None
    """`false` publishes it."""
    per_day: Annotated[StrictInt, Field(ge=1, le=1_000)] | None = None
    """Tries a day."""
    total: Annotated[StrictInt, Field(ge=1, le=1_000)] | None = None
    """Tries over all days; null for as many as the days give."""


@router.post("/courses/{course}/assignments", status_code=201, max_body_size=LARGEST_FORM)
def post_assignment(
    publisher: CurrentPublisher, access: ManagerOfCourse, sent: SentAssignment
) -> MadeAssignment:
    """Make an assignment from a CSV with a column to predict, or of layers: a form, as multipart.

    It is a draft unless `publish` is true. A draft of the same name is made anew; 409 for what is
    none. 422 says what is wrong with the data, by row and without a value of the target.
    Instructors only.
    """
    try:
        choices = sent.read(access.course.time_zone)
    except BundleError as error:
        raise rules.refused(error) from None
    version = rules.create(publisher, access, choices)
    slug = choices.common.slug
    return MadeAssignment(
        assignment=slug,
        version=version.number,
        draft=choices.common.draft,
        url=f"/courses/{access.course.slug}/assignments/{slug}",
    )


@router.get(_ASSIGNMENT + "/edit")
def get_edit(
    session: ReadSession, bundles: CurrentBundles, access: StaffOfAssignment, locale: CurrentLocale
) -> EditView:
    """What can be edited of an assignment, and what its board tells the class, for staff."""
    return edit_view(session, bundles.get(access.version.id), access, locale)


@router.patch(_ASSIGNMENT + "/edit", status_code=HTTPStatus.OK, max_body_size=1 << 20)
def patch_edit(
    database: CurrentDatabase,
    publisher: CurrentPublisher,
    access: ManagerOfAssignment,
    locale: CurrentLocale,
    _: Reader,  # who edits an assignment sees it
    asked: AskedEdit,
) -> EditView:
    """Change dates, words and tries, or publish a draft: a new version, and nothing graded again.

    409 where another version than the one that was read is in force. Instructors only.
    """
    before = edit_of(publisher.bundles.get(access.version.id))
    version = rules.edit(publisher, access, asked.version, _changed(before, asked))
    with database.read() as session:
        now = rules.reopened(session, access)
        return edit_view(session, publisher.bundles.get(version.id), now, locale)


_PICTURE = _ASSIGNMENT + "/pictures/{name}"
_ANY_PICTURE = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}
_Name = Annotated[str, Path(description="Its name, as the statement says it.")]


@router.put(_PICTURE, openapi_extra=_ANY_PICTURE, max_body_size=MAX_PICTURE_BYTES + 1)
async def put_picture(
    name: _Name, request: Request, publisher: CurrentPublisher, access: ManagerOfAssignment
) -> MadeAssignment:
    """Put a picture among the starter files: PNG, JPEG, GIF or WebP, the raw body.

    The statement shows it where it says `![what it shows](name)`. A new version, and nothing is
    graded again. Instructors only.
    """
    content = await request.body()
    version = await run_in_threadpool(rules.add_picture, publisher, access, name, content)
    return _made(access, version)


@router.delete(_PICTURE)
def delete_picture(
    name: _Name, publisher: CurrentPublisher, access: ManagerOfAssignment
) -> MadeAssignment:
    """Take a picture out of the starter files: a new version. Instructors only."""
    return _made(access, rules.remove_picture(publisher, access, name))


def _made(access: AssignmentAccess, version: AssignmentVersion) -> MadeAssignment:
    slug = access.assignment.slug
    return MadeAssignment(
        assignment=slug,
        version=version.number,
        draft=version.parsed.draft,
        url=f"/courses/{access.course.slug}/assignments/{slug}",
    )


def _changed(before: Edit, asked: AskedEdit) -> Edit:
    given = asked.model_fields_set
    words = before.words
    texts = {
        name: getattr(asked, name) if getattr(asked, name) is not None else getattr(words, name)
        for name in ("title", "summary", "statement")
    }
    moments = {
        name: getattr(asked if name in given else before.moments, name)
        for name in ("visible_from", "opens_at", "closes_at", "reveal_at")
    }
    return Edit(
        Words(**texts),
        Moments(**moments),
        before.draft if asked.draft is None else asked.draft,
        before.per_day if asked.per_day is None else asked.per_day,
        asked.total if "total" in given else before.total,
    )


@router.get(_ASSIGNMENT + "/as-student")
def get_as_student(
    session: ReadSession, bundles: CurrentBundles, access: StaffOfAssignment, locale: CurrentLocale
) -> AssignmentView:
    """The assignment as a student will know it, whether or not any sees it yet, for staff."""
    return published(assignment_view(session, bundles, as_student(access), locale))


class CopyCreate(Asked):
    """What the course of the next term is called, and when it is."""

    slug: CourseName
    """Its name in addresses."""
    title: CourseTitle
    """Its title, on one line."""
    days: Annotated[StrictInt, Field(ge=0, le=3650)]
    """How many days later its moments are, by the clock of the course."""


@router.post("/courses/{course}/copies", status_code=HTTPStatus.CREATED)
def post_copy(new: CopyCreate, publisher: CurrentPublisher, access: ManagerOfCourse) -> CourseView:
    """Make a course of this one for another term, with its staff and its assignments.

    Students, files and grades stay behind. A token for this course does not open the new one.
    Instructors only. 409 where the name is taken.
    """
    course, membership = copying.copy_course(publisher, access, Copy(**new.model_dump()))
    return course_view(course, membership)

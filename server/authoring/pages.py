"""The pages that make an assignment, edit it, and show it as a student will see it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from http import HTTPStatus
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Form, Request, UploadFile
from fastapi.responses import RedirectResponse, Response

from grader import (
    MAX_PICTURE_BYTES,
    METRICS,
    TRACKS,
    BundleError,
    Edit,
    ExplainedProblem,
    edit_of,
    layer_names,
    usual_choices,
)
from languages import LOCALES, Locale
from server.assignments.access import AssignmentAccess
from server.assignments.dependencies import CurrentBundles, ManagerOfAssignment, StaffOfAssignment
from server.assignments.timetable import schedule
from server.authoring import rules
from server.authoring.as_student import as_student, published
from server.authoring.copying import Copy, copy_course
from server.authoring.dependencies import (
    LARGEST_FORM,
    AskedAssignment,
    SentAssignment,
    SentWords,
    read_common,
    read_data,
    read_layers,
)
from server.authoring.forms import AskedCommon, edited, local
from server.authoring.views import EditView, edit_view
from server.authoring.worth import AskedWorth
from server.core.clock import now
from server.core.errors import RequestProblemError
from server.courses.access import CourseAccess
from server.courses.dependencies import InstructorOfCourse, ManagerOfCourse
from server.courses.settings import CourseName, CourseTitle
from server.courses.views import course_view
from server.identity.dependencies import Reader, SameSite
from server.identity.rules import issue_sign_in_link
from server.submissions.frames import AssignmentFrame, CurrentFrame, frame_of
from server.versions.dependencies import CurrentPublisher
from server.web.catalogue import CATALOGUE
from server.web.dependencies import CurrentDatabase, CurrentSettings, ReadSession
from server.web.pages.rendering import PageFrame, as_of

router = APIRouter()
_NEW = "/courses/{course}/new-assignment"
_ASSIGNMENT = "/courses/{course}/assignments/{assignment}"
_TERM = timedelta(days=90)  # until a new assignment closes, where nothing else is said
_CONVENTIONS = {
    "A": "Affine(W, b), dW, db",
    "A2": "Affine(W, b), grads",
    "B": "affine_forward(x, w, b)",
    "E": "Affine(D, M), params, grads",
}
Kind = Literal["prediction", "layers"]


@router.get(_NEW, response_model=None)
def new_page(request: Request, access: InstructorOfCourse, kind: Kind = "prediction") -> Response:
    """The form of a new assignment: of data, or of layers."""
    closes_at = (now() + _TERM).astimezone(ZoneInfo(access.course.time_zone))
    until = closes_at.replace(hour=23, minute=59, second=0, microsecond=0)
    reveal_at = until + timedelta(minutes=1)
    common = replace(
        read_common("", []),
        closes_at=local(until, access.course.time_zone),
        reveal_at=local(reveal_at, access.course.time_zone) if kind == "prediction" else "",
    )
    data = replace(read_data(), tracks=("claimed", "unrestricted"))
    return _new_page(request, access, AskedAssignment(kind, common, data, read_layers()))


@router.post(_NEW, dependencies=[SameSite], response_model=None, max_body_size=LARGEST_FORM)
def make_assignment(
    request: Request,
    publisher: CurrentPublisher,
    access: ManagerOfCourse,
    _: Reader,  # who makes an assignment sees it
    sent: SentAssignment,
) -> Response:
    """Make the assignment and show it, or the form once more with what is wrong."""
    try:
        choices = sent.read(access.course.time_zone)
        rules.create(publisher, access, choices)
    except (BundleError, RequestProblemError) as error:
        return _new_page(request, access, sent, error)
    slug = choices.common.slug
    page = f"/courses/{access.course.slug}/assignments/{slug}/edit"
    return RedirectResponse(page, HTTPStatus.SEE_OTHER)


def _new_page(
    request: Request,
    access: CourseAccess,
    said: AskedAssignment,
    refusal: BundleError | RequestProblemError | None = None,
) -> Response:
    frame = PageFrame(request, access.viewer)
    lists = (said.layers.names, said.layers.sizes, said.layers.arguments, said.layers.points)
    sent = {row[0]: row[1:] for row in zip(*lists, strict=False)}
    rows = [_LayerRow(name, *sent.get(name, (*usual_choices(name), ""))) for name in layer_names()]
    return frame.page(
        "new_assignment.html",
        status=_status(refusal),
        course=course_view(access.course, access.membership),
        said=said,
        problems=_in_words(refusal, frame.locale),
        metrics=[*METRICS],
        tracks=TRACKS,
        conventions=_CONVENTIONS,
        rows=rows,
        locales=_texts(said.common),
    )


@dataclass(frozen=True)
class _LayerRow:
    """A layer that can be chosen, with its usual sizes and arguments as text."""

    name: str
    sizes: str
    arguments: str
    points: str


@dataclass(frozen=True)
class _Text:
    """What is said in one language."""

    locale: str
    title: str
    summary: str
    statement: str


def _texts(said: AskedCommon) -> list[_Text]:
    def at(texts: Sequence[str], place: int) -> str:
        return texts[place] if place < len(texts) else ""

    return [
        _Text(locale, at(said.title, n), at(said.summary, n), at(said.statement, n))
        for n, locale in enumerate(LOCALES)
    ]


@router.get(_ASSIGNMENT + "/edit", response_model=None)
def edit_page(
    session: ReadSession, bundles: CurrentBundles, access: StaffOfAssignment, frame: CurrentFrame
) -> Response:
    """What an assignment says, to be edited by instructors, and what its board tells."""
    bundle = bundles.get(access.version.id)
    return _edit_page(frame, edit_view(session, bundle, access, frame.locale), edit_of(bundle))


@router.post(
    _ASSIGNMENT + "/edit", dependencies=[SameSite], response_model=None, max_body_size=1 << 20
)
def edit_assignment(
    request: Request,
    database: CurrentDatabase,
    bundles: CurrentBundles,
    publisher: CurrentPublisher,
    access: ManagerOfAssignment,
    _: Reader,  # who edits an assignment sees it
    said: SentWords,
    version: Annotated[int, Form()],
    total: Annotated[str, Form(max_length=20)] = "",
    act: Annotated[Literal["preview", "save", "publish"], Form()] = "save",
) -> Response:
    """Save what is said, publish it too, or only show how it would look."""
    zone = access.course.time_zone
    before = edit_of(bundles.get(access.version.id))
    refusal: BundleError | RequestProblemError | None = None
    change = before
    try:
        change = edited(before, said, total, zone, publish=act == "publish")
        if act != "preview":
            rules.edit(publisher, access, version, change)
            return RedirectResponse(_path(access), HTTPStatus.SEE_OTHER)
    except (BundleError, RequestProblemError) as error:
        refusal = error
    with database.read() as session:
        at_present = rules.reopened(session, access)
        frame = frame_of(as_of(request, _path(access)), session, bundles, at_present)
        bundle = bundles.get(at_present.version.id)
        view = edit_view(session, bundle, at_present, frame.locale)
        return _edit_page(frame, view.model_copy(update={"version": version}), change, refusal)


@router.post(
    _ASSIGNMENT + "/pictures",
    dependencies=[SameSite],
    response_model=None,
    max_body_size=MAX_PICTURE_BYTES + (64 << 10),
)
def change_pictures(
    request: Request,
    database: CurrentDatabase,
    bundles: CurrentBundles,
    publisher: CurrentPublisher,
    access: ManagerOfAssignment,
    _: Reader,  # who edits an assignment sees it
    file: UploadFile | None = None,
    remove: Annotated[str, Form(max_length=80)] = "",
) -> Response:
    """Put a picture among the starter files, or take one out, and show what is there then."""
    try:
        if remove:
            rules.remove_picture(publisher, access, remove)
        else:
            content = b"" if file is None else file.file.read(MAX_PICTURE_BYTES + 1)
            rules.add_picture(publisher, access, (file and file.filename) or "", content)
    except RequestProblemError as error:
        with database.read() as session:
            at_present = rules.reopened(session, access)
            frame = frame_of(as_of(request, _path(access)), session, bundles, at_present)
            bundle = bundles.get(at_present.version.id)
            view = edit_view(session, bundle, at_present, frame.locale)
            return _edit_page(frame, view, edit_of(bundle), error)
    return RedirectResponse(f"{_path(access)}#pictures", HTTPStatus.SEE_OTHER)


def _edit_page(
    frame: AssignmentFrame,
    view: EditView,
    said: Edit,
    refusal: BundleError | RequestProblemError | None = None,
) -> Response:
    access = frame.access
    zone = access.course.time_zone
    words = said.words
    moments = {name: local(moment, zone) for name, moment in vars(said.moments).items()}
    return frame.page(
        "edit_assignment.html",
        status=_status(refusal),
        view=view,
        said=said,
        moments=moments,
        texts=[
            _Text(
                locale,
                words.title.get(locale, ""),
                words.summary.get(locale, ""),
                words.statement.get(locale, ""),
            )
            for locale in LOCALES
        ],
        problems=_in_words(refusal, frame.locale),
        may_manage=access.course_access.may_manage,
    )


@router.get(_ASSIGNMENT + "/as-student", response_model=None)
def as_student_page(
    request: Request, session: ReadSession, bundles: CurrentBundles, access: StaffOfAssignment
) -> Response:
    """The page of an assignment as a student will see it, whether or not any sees it yet."""
    frame = frame_of(request, session, bundles, as_student(access))
    shown = replace(frame, assignment=published(frame.assignment))
    moment = now()
    return shown.page(
        "assignment.html",
        as_student=True,
        schedule=schedule(shown.assignment, moment),
        schedules={
            track.slug: schedule(shown.assignment.on(track.slug), moment)
            for track in shown.assignment.tracks
        },
        history=[],
    )


def _path(access: AssignmentAccess) -> str:
    return f"/courses/{access.course.slug}/assignments/{access.assignment.slug}/edit"


def _status(refusal: BundleError | RequestProblemError | None) -> HTTPStatus:
    if isinstance(refusal, RequestProblemError):
        return refusal.status
    return HTTPStatus.OK if refusal is None else HTTPStatus.UNPROCESSABLE_ENTITY


def _in_words(
    refusal: BundleError | RequestProblemError | None, locale: Locale
) -> list[ExplainedProblem]:
    found = () if refusal is None else refusal.problems
    return [CATALOGUE.explain(each, locale) for each in found]


@router.post("/courses/{course}/copies", dependencies=[SameSite], response_model=None)
def copy_page(
    publisher: CurrentPublisher,
    settings: CurrentSettings,
    _: Reader,  # who copies a course sees it
    access: ManagerOfCourse,
    slug: Annotated[CourseName, Form()],
    title: Annotated[CourseTitle, Form()],
    days: Annotated[int, Form(ge=0, le=3650)],
) -> Response:
    """Make a course of this one for another term, and lead into it."""
    course, _membership = copy_course(publisher, access, Copy(slug, title, days))
    if access.viewer.may_enter(course.id):
        return RedirectResponse(f"/courses/{course.slug}", HTTPStatus.SEE_OTHER)
    secret = publisher.database.write(
        issue_sign_in_link, access.viewer.person_id, course.id, hours=settings.sign_in_link_hours
    )
    return RedirectResponse(f"/sign-in?link={secret}", HTTPStatus.SEE_OTHER)


@router.post(_ASSIGNMENT + "/grades/rule", dependencies=[SameSite], response_model=None)
def set_rule(
    publisher: CurrentPublisher,
    _: Reader,  # who says what scores are worth sees grades
    access: ManagerOfAssignment,
    asked: Annotated[AskedWorth, Form()],
) -> Response:
    """Say what a score is worth in the course, and show the grades."""
    rules.set_worth(publisher, access, asked.table(access.definition.kind))
    page = f"/courses/{access.course.slug}/assignments/{access.assignment.slug}/grades"
    return RedirectResponse(page, HTTPStatus.SEE_OTHER)

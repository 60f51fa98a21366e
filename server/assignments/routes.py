"""Assignments over HTTP: what a participant may know, and starter files."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path
from fastapi.responses import FileResponse
from pydantic import AwareDatetime

from languages import Locale
from server.assignments import participants
from server.assignments.access import AssignmentAccess, visible_assignments
from server.assignments.dependencies import CurrentBundles, ReadableAssignment
from server.assignments.schedule import dates_of_all
from server.assignments.views import AssignmentView, assignment_view, tries_left
from server.core.errors import not_found
from server.courses.dependencies import ReadableCourse
from server.web.api_model import ApiModel
from server.web.dependencies import CurrentLocale, ReadSession

router = APIRouter(tags=["assignments"])


class AssignmentLine(ApiModel):
    """An assignment in a list."""

    slug: str
    """Its name in addresses."""
    kind: str
    """`prediction` or `layers`."""
    title: str
    """Its title, in the reader's language."""
    summary: str
    """One sentence about it; empty for none."""
    metric: str
    """What scores are: the name of a metric, or `points`."""
    better: str
    """Which scores win: `lower` or `higher`."""
    secondary: list[str]
    """The names of the metrics whose scores are shown beside and rank nobody."""
    opens_at: AwareDatetime | None
    """From when on the first track takes files; null for at once."""
    closes_at: AwareDatetime | None
    """Until when the last track takes files; null for ever."""
    reveal_at: AwareDatetime | None
    """When the last of the private scores are shown; null for never."""
    results_from: AwareDatetime | None
    """When participants see what came of their files of layers; null for at once."""
    paused: bool
    """Whether no files are taken for now, whatever the dates say."""
    tries_per_day: int
    """How many files count on a day of the course."""
    tries_left: int | None
    """How many of today's are left; null for staff, who try for free."""
    url: str
    """Its page."""


@router.get("/courses/{course}/assignments")
def list_assignments(
    session: ReadSession, course: ReadableCourse, locale: CurrentLocale
) -> list[AssignmentLine]:
    """The course's assignments, oldest first."""
    return [_line(session, found, locale) for found in visible_assignments(session, course)]


def _line(session: ReadSession, access: AssignmentAccess, locale: Locale) -> AssignmentLine:
    definition, terms = access.definition, participants.terms_of_viewer(session, access)
    dates = dates_of_all(definition, access.tracks.values(), terms)
    left = tries_left(session, access, terms)
    return AssignmentLine(
        slug=access.assignment.slug,
        kind=definition.kind,
        title=definition.title.read(locale),
        summary=definition.summary.read(locale) if definition.summary else "",
        metric=definition.metric,
        better=definition.better,
        secondary=[*definition.secondary],
        opens_at=dates.opens_at,
        closes_at=dates.closes_at,
        reveal_at=dates.reveal_at,
        results_from=dates.results_from,
        paused=definition.paused,
        tries_per_day=definition.quota.per_day,
        tries_left=left and left.now,
        url=f"/courses/{access.course.slug}/assignments/{access.assignment.slug}",
    )


@router.get("/courses/{course}/assignments/{assignment}")
def get_assignment(
    session: ReadSession,
    bundles: CurrentBundles,
    access: ReadableAssignment,
    locale: CurrentLocale,
) -> AssignmentView:
    """What a participant may know of an assignment."""
    return assignment_view(session, bundles, access, locale)


_ANY_FILE = {"schema": {"type": "string", "format": "binary"}}


@router.get(
    "/courses/{course}/assignments/{assignment}/starter/{name}",
    response_class=FileResponse,
    responses={HTTPStatus.OK: {"description": "The file.", "content": {"*/*": _ANY_FILE}}},
)
def get_starter(
    name: Annotated[str, Path(description="The name of the file.")],
    bundles: CurrentBundles,
    access: ReadableAssignment,
) -> FileResponse:
    """A file to start from."""
    files = bundles.get(access.version.id).starter_files()
    if name not in files:
        raise not_found("starter file", name)
    return FileResponse(files[name], filename=name, content_disposition_type="attachment")

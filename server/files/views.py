"""Everybody's files as they are shown to staff."""

from pydantic import AwareDatetime

from grader import Verdict
from server.core.models import EvaluationState
from server.files.queries import FileLine
from server.grading.replay import Replay, ReplayDifference
from server.web.api_model import ApiModel


class FileView(ApiModel):
    """A file and what came of it."""

    id: str
    """Its id; later ones sort behind."""
    alias: str | None
    """Whose it is; null for who was never on the roster."""
    name: str
    """What they are called."""
    track: str
    """The slug of its track."""
    filename: str
    """What the file was called."""
    size_bytes: int
    """Its size."""
    sha256: str
    """SHA-256 of its bytes, in hexadecimal."""
    received_at: AwareDatetime
    """When it was received."""
    late: bool
    """Whether that was after its track had closed."""
    state: EvaluationState | None
    """How far its grading is; null where it was not graded by the rules of now."""
    verdict: Verdict | None
    """What came of it."""
    score: float | None
    """Its exact public score."""
    points: float | None
    """Points that a file of layers earned."""
    max_points: float | None
    """Points that it could earn."""
    last_fault: str | None
    """Why it could not be graded the last time, where that was our fault or the assignment's."""
    url: str
    """Its page."""


class Absent(ApiModel):
    """A student who has handed in nothing."""

    alias: str
    """Their alias."""
    name: str
    """Their name."""


class FilesView(ApiModel):
    """Some of the files of an assignment."""

    files: list[FileView]
    """The files, in the order that was asked for."""
    total: int
    """How many there are by the same filters."""
    next: str | None
    """What to ask for with `cursor` for those behind; null where there are none."""
    absent: list[Absent]
    """The students who have handed in nothing on the track that was asked for, or on any."""


class ReplayChange(ApiModel):
    """A part of a grading that came out otherwise than then."""

    what: str
    """Which part."""
    then: str
    """What it was, as JSON."""
    now: str
    """What it is, as JSON."""


class ReplayView(ApiModel):
    """A file graded once more."""

    version: int
    """The version of the assignment that has the grading."""
    verdict: Verdict
    """What came of it now."""
    same: bool
    """Whether it came out the same, bit for bit."""
    differences: list[ReplayChange]
    """What came out otherwise."""
    made_by: list[ReplayChange]
    """Software that is another than then; that is no difference by itself."""


def replay_view(found: Replay) -> ReplayView:
    """What grading once more gave, as it is shown."""
    return ReplayView(
        version=found.version,
        verdict=Verdict(found.verdict),
        same=not found.differences,
        differences=[_change(one) for one in found.differences],
        made_by=[_change(one) for one in found.made_by],
    )


def _change(one: ReplayDifference) -> ReplayChange:
    return ReplayChange(what=one.what, then=one.then, now=one.now)


def file_view(line: FileLine, *, late: bool) -> FileView:
    """A file as it is shown."""
    return FileView(
        id=line.submission_id,
        alias=line.alias,
        name=line.name,
        track=line.track,
        filename=line.filename,
        size_bytes=line.size_bytes,
        sha256=line.sha256,
        received_at=line.received_at,
        late=late,
        state=line.state,
        verdict=line.verdict,
        score=line.score,
        points=line.points,
        max_points=line.max_points,
        last_fault=line.last_fault,
        url=f"/submissions/{line.submission_id}",
    )

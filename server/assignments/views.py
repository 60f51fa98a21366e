"""What people are shown of assignments, as models: the interface sends, the pages render them."""

from typing import Any

from pydantic import AwareDatetime, BaseModel
from sqlalchemy.orm import Session

from grader import Definition, public_ladder
from languages import Locale
from server.assignments import participants, quota
from server.assignments.access import AssignmentAccess
from server.assignments.bundles import BundleCache
from server.assignments.schedule import deadline
from server.core.clock import local_date, now


class TrackView(BaseModel):
    """A track and its rules."""

    slug: str
    title: str
    rules: str
    proof: str


class BaselineTitle(BaseModel):
    """What a baseline on the board of a track is called. slug: its alias there."""

    slug: str
    track: str
    title: str


class StarterView(BaseModel):
    """A file to start from."""

    name: str
    url: str


class AssignmentView(BaseModel):
    """What a participant may know of an assignment. Statement and rules are Markdown.

    release: how public scores are shown, `ladder` or `rounded`; step, start: of the Ladder, how far
    apart shown scores are and where everybody begins.
    """

    course: str
    slug: str
    kind: str
    title: str
    summary: str
    version: int
    statement: str
    metric: str
    better: str
    unit: str
    release: str | None
    step: float | None
    start: float | None
    max_points: float | None
    tracks: list[TrackView]
    baselines: list[BaselineTitle]
    opens_at: AwareDatetime | None
    closes_at: AwareDatetime | None
    reveal_at: AwareDatetime | None
    tries_per_day: int
    tries_left: int | None
    limits: dict[str, Any]
    starter: list[StarterView]
    url: str


def assignment_view(
    session: Session, bundles: BundleCache, access: AssignmentAccess, locale: Locale
) -> AssignmentView:
    """The assignment as the viewer may know it."""
    definition, prediction = access.definition, access.definition.prediction
    bundle = bundles.get(access.version.id)
    ladder = public_ladder(bundle) if definition.uses_ladder else None
    url = f"/courses/{access.course.slug}/assignments/{access.assignment.slug}"
    return AssignmentView(
        course=access.course.slug,
        slug=access.assignment.slug,
        kind=definition.kind,
        title=definition.title.read(locale),
        summary=definition.summary.read(locale) if definition.summary else "",
        version=access.version.number,
        statement=bundle.statement(locale),
        metric=definition.metric,
        better=definition.better,
        unit=prediction.unit.read(locale) if prediction and prediction.unit else "",
        release=prediction and prediction.release,
        step=ladder and ladder.step,
        start=ladder and ladder.start,
        max_points=definition.layers.max_points if definition.layers else None,
        tracks=_tracks(definition, locale),
        baselines=_baselines(definition, locale),
        opens_at=definition.opens_at,
        closes_at=deadline(definition),
        reveal_at=definition.reveal_at,
        tries_per_day=definition.quota.per_day,
        tries_left=None if access.is_staff else _tries_left(session, access),
        limits=definition.limits.model_dump(),
        starter=[
            StarterView(name=name, url=f"/api/v1{url}/starter/{name}")
            for name in bundle.starter_files()
        ],
        url=url,
    )


def _tracks(definition: Definition, locale: Locale) -> list[TrackView]:
    return [
        TrackView(
            slug=track.slug,
            title=track.title.read(locale),
            rules=track.rules.read(locale),
            proof=track.proof,
        )
        for track in definition.tracks
    ]


def _baselines(definition: Definition, locale: Locale) -> list[BaselineTitle]:
    return [
        BaselineTitle(slug=one.slug, track=one.track, title=one.title.read(locale))
        for one in definition.baselines
    ]


def _tries_left(session: Session, access: AssignmentAccess) -> int:
    today = local_date(now(), access.course.time_zone)
    used = quota.tries_used(session, participants.of_viewer(session, access), today)
    return max(0, access.definition.quota.per_day - used)

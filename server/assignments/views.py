"""What people are shown of assignments, as models: the interface sends, the pages render them."""

from typing import Any

import structlog
from pydantic import AwareDatetime
from sqlalchemy.orm import Session

from grader import (
    METRICS,
    Better,
    Bundle,
    Definition,
    is_picture,
    rounded_scores,
    rounded_secondary,
    secondary_decimals,
)
from languages import Locale
from server.assignments import answers, participants, quota
from server.assignments.access import AssignmentAccess
from server.assignments.bundles import BundleCache
from server.assignments.late import LateDays, late_days
from server.assignments.late_views import LateView, late_view
from server.assignments.quota import TriesLeft
from server.assignments.schedule import dates_of, dates_of_all, is_released
from server.assignments.stairs import Stairs, stairs_of
from server.assignments.terms import Terms, granted
from server.core.clock import local_date, now
from server.core.errors import DamagedBundleError
from server.web.api_model import ApiModel

log = structlog.get_logger(__name__)


class TrackView(ApiModel):
    """A track and its rules."""

    slug: str
    """Its name in addresses."""
    title: str
    """Its title, in the reader's language."""
    rules: str
    """Its rules, in Markdown."""
    proof: str
    """How it is known that they are kept: `none`, `claimed` or `program`."""
    opens_at: AwareDatetime | None
    """From when on it takes files; null for at once."""
    closes_at: AwareDatetime | None
    """Until when it takes files; null for ever."""
    late_until: AwareDatetime | None
    """Until when it takes late ones; null for not at all."""
    late_spends: int
    """How many late days a file of the reader would spend now."""
    reveal_at: AwareDatetime | None
    """When its private scores are shown and its board ranks by them; null for never."""
    bounds: bool
    """Whether the public scores that the reader is shown of it now are bounds: what was reached is
    as good or better."""


class BaselineTitle(ApiModel):
    """What a baseline on the board of a track is called."""

    slug: str
    """Its alias there."""
    track: str
    """The slug of the track."""
    title: str
    """Its title, in the reader's language."""


class StarterView(ApiModel):
    """A file to start from."""

    name: str
    """Its name."""
    url: str
    """Where to get it."""


class AnswersView(ApiModel):
    """How many scores a participant may ask for."""

    left: int
    """How many now."""
    total: int
    """How many in the whole term."""
    next_at: AwareDatetime | None
    """When more are handed out; null where all are."""


class SecondaryMetric(ApiModel):
    """A metric whose scores are shown beside the one that ranks."""

    metric: str
    """Its name."""
    better: Better
    """Which scores are better: `lower` or `higher`."""
    step: float | None
    """How far apart its released scores are; null where they are exact at once."""
    decimals: int
    """To how many decimals exact ones are shown."""


class OwnTerms(ApiModel):
    """What was granted to the reader alone."""

    opens_at: AwareDatetime | None
    """Their own opening; null for that of all."""
    closes_at: AwareDatetime | None
    """Their own deadline; null for that of all."""
    extra_tries: int
    """How many files of theirs count beyond those of each day and of all."""
    extra_tries_left: int
    """How many of those are left; they are among `tries_left`."""
    extra_s: int
    """How many seconds a program of theirs may run longer, each time it is run."""
    reason: str
    """Why."""
    given_by: str
    """The alias of who granted it; empty where that is not known any more."""
    given_at: AwareDatetime
    """When."""


class AssignmentView(ApiModel):
    """What a participant may know of an assignment."""

    course: str
    """The slug of its course."""
    slug: str
    """Its name in addresses."""
    kind: str
    """`prediction` or `layers`."""
    title: str
    """Its title, in the reader's language."""
    summary: str
    """One sentence about it; empty for none."""
    version: int
    """The number of the version in force."""
    statement: str
    """What is asked for, in Markdown."""
    damaged: bool = False
    """Whether the assignment's own files cannot be read now, and what comes of them is left out."""
    metric: str
    """What scores are: the name of a metric, or `points`."""
    better: str
    """Which scores win: `lower` or `higher`."""
    secondary: list[SecondaryMetric]
    """The metrics whose scores are shown beside and rank nobody."""
    unit: str
    """The unit of scores, in words; empty for none."""
    release: str | None
    """How public scores are shown until closing: `rounded`, `answers`, `ladder` or `exact`; null
    for points."""
    bounds: bool
    """Whether they are on some track."""
    step: float | None
    """How far apart released scores are; null where they are exact at once. What was reached is
    within a step of its bound."""
    answers: AnswersView | None
    """How many scores can be asked for; null where none need be, for staff, and after closing."""
    start: float | None
    """Of the Ladder: the score of the best constant, to the nearest step. A file counts once it is
    better than that by a step and beyond chance. It is nobody's: whoever is `at_start` may have
    reached worse."""
    max_points: float | None
    """Points that can be earned; null where scores count."""
    tracks: list[TrackView]
    """Its tracks and their rules."""
    baselines: list[BaselineTitle]
    """What baselines stand on its boards."""
    visible_from: AwareDatetime | None
    """From when on participants see it at all; null for always."""
    opens_at: AwareDatetime | None
    """From when on the first track takes files; null for at once."""
    closes_at: AwareDatetime | None
    """Until when the last track takes files; null for ever."""
    late_until: AwareDatetime | None
    """Until when the last track takes late files; null for not at all."""
    late_spends: int
    """How many late days a file of the reader would spend now, at the most."""
    late: LateView | None
    """What becomes of files after the deadline; null where they are refused."""
    reveal_at: AwareDatetime | None
    """When the last of the private scores are shown; null for never."""
    results_from: AwareDatetime | None
    """When participants see what came of their files of layers; null for at once."""
    draft: bool
    """Whether staff alone see it, whatever the dates say, until it is published."""
    paused: bool
    """Whether no files are taken for now, whatever the dates say."""
    counts: str
    """Which file of a participant counts: `best`, `last`, or `chosen`, the best of those chosen."""
    choices: int | None
    """How many files of a track may be chosen; null where none are."""
    tries_per_day: int
    """How many files count on a day of the course."""
    tries_left: int | None
    """How many of today's are left; null for staff, who try for free."""
    tries_total: int | None
    """How many files count over all days; null where only days bound them."""
    total_left: int | None
    """How many of those are left; null where only days bound them, and for staff."""
    own: OwnTerms | None
    """What was granted to the reader alone; its dates and tries are those above. Null for
    nothing."""
    limits: dict[str, Any]
    """Limits of files and of the code in them: seconds, bytes and counts, by name."""
    starter: list[StarterView]
    """Files to start from."""
    url: str
    """Its page."""

    @property
    def pictures(self) -> dict[str, str]:
        """The addresses of the pictures that its statement may show, by name."""
        return {one.name: one.url for one in self.starter if is_picture(one.name)}

    @property
    def has_dates_by_track(self) -> bool:
        """Whether its tracks have different dates."""
        dates = {(one.opens_at, one.closes_at, one.reveal_at) for one in self.tracks}
        return len(dates) > 1

    def on(self, track: str) -> "AssignmentView":
        """The same as it is on one of its tracks: with the dates of that, and how scores are shown.

        track: its slug.
        """
        shown = ("opens_at", "closes_at", "late_until", "late_spends", "reveal_at", "bounds")
        found = next((one for one in self.tracks if one.slug == track), None)
        update = {} if found is None else {name: getattr(found, name) for name in shown}
        return self.model_copy(update=update)


def assignment_view(
    session: Session, bundles: BundleCache, access: AssignmentAccess, locale: Locale
) -> AssignmentView:
    """The assignment as the viewer may know it."""
    definition, prediction = access.definition, access.definition.prediction
    terms = participants.terms_of_viewer(session, access)
    dates = dates_of_all(definition, access.tracks.values(), terms)
    days = late_days(session, access)
    tracks = _tracks(access, terms, days, locale)
    left = tries_left(session, access, terms)
    bundle = _opened(bundles, access.version.id)
    graded = _opened(bundles, access.grading.id)
    stairs = stairs_of(bundles, access) if graded else None
    bounds = graded is not None and any(track.bounds for track in tracks)
    url = f"/courses/{access.course.slug}/assignments/{access.assignment.slug}"
    return AssignmentView(
        course=access.course.slug,
        slug=access.assignment.slug,
        kind=definition.kind,
        title=definition.title.read(locale),
        summary=definition.summary.read(locale) if definition.summary else "",
        version=access.version.number,
        statement=bundle.statement(locale) if bundle else "",
        damaged=bundle is None or graded is None,
        metric=definition.metric,
        better=definition.better,
        secondary=_secondary(graded, definition) if graded else [],
        unit=prediction.unit.read(locale) if prediction and prediction.unit else "",
        release=prediction and prediction.release if graded else None,
        bounds=bounds,
        step=_step(graded, definition, stairs) if graded else None,
        answers=_answers(session, access, terms, graded) if graded and bounds else None,
        start=stairs and stairs.start,
        max_points=definition.layers.max_points if definition.layers else None,
        tracks=tracks,
        baselines=_baselines(definition, locale),
        visible_from=dates.visible_from,
        opens_at=dates.opens_at,
        closes_at=dates.closes_at,
        late_until=dates.late_until,
        late_spends=max(track.late_spends for track in tracks),
        late=late_view(definition, days),
        reveal_at=dates.reveal_at,
        results_from=dates.results_from,
        draft=definition.draft,
        paused=definition.paused,
        counts=definition.counts,
        choices=definition.choices if definition.counts == "chosen" else None,
        tries_per_day=definition.quota.per_day,
        tries_left=left and left.now,
        tries_total=terms.quota(definition.quota).total,
        total_left=left and left.total,
        own=_own(session, access, terms, 0 if left is None else left.extra),
        limits=definition.limits.model_dump(),
        starter=[
            StarterView(name=name, url=f"/api/v1{url}/starter/{name}")
            for name in (bundle.starter_files() if bundle else ())
        ],
        url=url,
    )


def _opened(bundles: BundleCache, version_id: str) -> Bundle | None:
    """The bundle of a version; None, and a line in the log, where it is not kept as it was."""
    try:
        return bundles.get(version_id)
    except DamagedBundleError as error:
        log.error("a bundle is damaged", why=str(error))  # noqa: TRY400 - our lines do not tell why
        return None


def _step(bundle: Bundle, definition: Definition, stairs: Stairs | None) -> float | None:
    """How far apart released scores are; None where every score is shown as it is."""
    if definition.uses_rounding:
        return rounded_scores(bundle).step
    return None if stairs is None else stairs.step


def _secondary(bundle: Bundle, definition: Definition) -> list[SecondaryMetric]:
    """The metrics that a definition shows beside, over the labels of a bundle."""
    found = []
    for slug, said in definition.secondary_decimals.items():
        decimals = secondary_decimals(bundle, slug, said)
        rounded = rounded_secondary(bundle, slug, decimals)
        step, better = rounded and rounded.step, METRICS[slug].better
        found.append(SecondaryMetric(metric=slug, better=better, step=step, decimals=decimals))
    return found


def _answers(
    session: Session, access: AssignmentAccess, terms: Terms, bundle: Bundle
) -> AnswersView | None:
    """What the viewer has of answers, where scores are asked for."""
    if access.definition.release != "answers":
        return None
    total = rounded_scores(bundle, access.definition.secondary).answers
    found = answers.allowance_of(session, access, terms, total)
    return AnswersView(left=found.left, total=found.total, next_at=found.next_at)


def _tracks(
    access: AssignmentAccess, terms: Terms, days: LateDays | None, locale: Locale
) -> list[TrackView]:
    definition, late, found = access.definition, access.definition.late, []
    for track in definition.tracks:
        dates = dates_of(definition, access.tracks[track.slug], terms)
        found.append(
            TrackView(
                slug=track.slug,
                title=track.title.read(locale),
                rules=track.rules.read(locale),
                proof=track.proof,
                opens_at=dates.opens_at,
                closes_at=dates.closes_at,
                late_until=dates.late_until,
                late_spends=days.spends(late.days(dates.closes_at, now())) if days and late else 0,
                reveal_at=dates.reveal_at,
                bounds=is_released(definition, dates, now()) and not access.is_staff,
            )
        )
    return found


def _baselines(definition: Definition, locale: Locale) -> list[BaselineTitle]:
    return [
        BaselineTitle(slug=one.slug, track=one.track, title=one.title.read(locale))
        for one in definition.baselines
    ]


def tries_left(session: Session, access: AssignmentAccess, terms: Terms) -> TriesLeft | None:
    """The tries that are left; None for staff, who try for free."""
    if access.is_staff:
        return None
    today = local_date(now(), access.course.time_zone)
    return quota.tries_left(session, terms, today, access.definition.quota)


def _own(
    session: Session, access: AssignmentAccess, terms: Terms, extra_left: int
) -> OwnTerms | None:
    """What was granted to the viewer, as they read it."""
    found = granted(session, access.course.id, terms)
    if found is None:
        return None
    row, giver = found
    return OwnTerms(
        opens_at=row.opens_at,
        closes_at=row.closes_at,
        extra_tries=row.extra_tries,
        extra_tries_left=extra_left,
        extra_s=row.extra_s,
        reason=row.reason,
        given_by=giver or "",
        given_at=row.given_at,
    )

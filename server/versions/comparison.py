"""What a version would change on every board: who moves, by how much, and who falls off."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet

from pydantic import AwareDatetime
from sqlalchemy.orm import Session

from grader import Definition, Entry, Verdict, rank
from server.assignments import participants, versions
from server.assignments.access import AssignmentAccess
from server.assignments.schedule import dates_of
from server.assignments.versions import Graded
from server.boards import queries as boards
from server.boards.counting import Counting, entry_of
from server.boards.queries import StandingLine
from server.core.clock import now
from server.core.models import AssignmentVersion
from server.submissions import queries as submissions
from server.versions.switch import VersionState, state_of
from server.web.api_model import ApiModel


class VersionLine(ApiModel):
    """A version of an assignment."""

    version: int
    """Its number."""
    state: VersionState
    """What it is to the assignment."""
    sha256: str
    """SHA-256 of its bundle, in hexadecimal; empty once it is discarded."""
    pushed_by: str
    """Who pushed it, by name."""
    pushed_at: AwareDatetime
    """When."""
    changed: list[str] | None
    """The parts that its push changed, those that grade first; null where that is not known."""
    graded_as: int
    """The number of the first version of the same grading definition, whose gradings are its."""
    graded_again: bool
    """Whether boards stand on earlier gradings until all of these are final."""
    done: int
    """How many of its gradings are final."""
    total: int
    """How many it has."""
    faults: int
    """How many failed by our fault."""
    taken_over_by: int | None
    """The number of the version that has had its gradings since a push or a switch that changed
    only how scores are released; null for none."""
    shown_anew: int | None
    """How many shown scores its push changed by another rule of release, though nothing was graded
    again; null where no grading was taken over."""


class Move(ApiModel):
    """A participant's place now and under the version."""

    alias: str
    """Whose."""
    old_rank: int | None
    """The place now; null for none."""
    old_score: float | None
    """The score now; null for none."""
    new_rank: int | None
    """The place under the version; null for none."""
    new_score: float | None
    """The score under the version; null for none."""
    change: int | None
    """Places gained, below 0 for lost; null without both."""
    verdict: Verdict | None
    """Of the file that stands now, where it is not scored under the version."""
    waiting: int
    """How many of their files are not graded yet."""

    @property
    def falls(self) -> bool:
        """Whether they would leave the board."""
        return self.new_rank is None and self.waiting == 0


class TrackComparison(ApiModel):
    """One track's board now and under the version."""

    track: str
    """The slug of the track."""
    moved: int
    """How many participants change places, of those who wait for no grading."""
    fallen: int
    """How many would leave the board."""
    joined: int
    """How many would join it."""
    rows: list[Move]
    """Those who fall off first, then by the new place."""


class Comparison(ApiModel):
    """A version beside the one in force, by public scores."""

    version: int
    """Its number."""
    state: VersionState
    """What it is to the assignment."""
    live_version: int
    """The number of the one in force."""
    done: int
    """How many of its evaluations are final."""
    total: int
    """How many it has."""
    faults: int
    """How many failed by our fault."""
    better: str
    """Which scores win: `lower` or `higher`."""
    final: bool
    """Whether the board in force, or the version's, ranks by private scores by now."""
    tracks: list[TrackComparison]
    """Each track's board."""


def version_lines(session: Session, access: AssignmentAccess) -> list[VersionLine]:
    """Every version, newest first."""
    progress = versions.progress(session, access.assignment.id)
    lines = []
    for version, person in versions.of_assignment(session, access.assignment.id):
        graded_by = versions.graded_by(session, access.version, version)
        found = progress.get(graded_by, versions.GradingProgress())
        if state_of(version, access.version) is VersionState.DISCARDED:
            found = versions.GradingProgress()
        lines.append(
            VersionLine(
                version=version.number,
                state=state_of(version, access.version),
                sha256=version.bundle_sha256,
                pushed_by=person.name,
                pushed_at=version.pushed_at,
                changed=version.changed,
                graded_as=versions.by_id(session, version.grading_id).number,
                graded_again=version.active and version.is_graded_again,
                taken_over_by=_taker(session, version),
                shown_anew=version.shown_anew,
                **found._asdict(),
            )
        )
    return lines


def _taker(session: Session, version: AssignmentVersion) -> int | None:
    """The number of the version that has the gradings of another by now."""
    if version.bundle_sha256 == versions.DISCARDED:
        return None
    *_, holder_id = versions.holders(session, version.grading_id)
    if holder_id == version.grading_id:
        return None
    return versions.by_id(session, holder_id).number


def compare(session: Session, access: AssignmentAccess, version: AssignmentVersion) -> Comparison:
    """What the boards would be under a version, from its evaluations so far."""
    graded_by = versions.graded_by(session, access.version, version)
    definition = version.parsed.graded_as(versions.by_id(session, graded_by).parsed)
    graded = _graded(session, version, graded_by)
    by_track: defaultdict[str, list[Graded]] = defaultdict(list)
    for one in graded:
        by_track[one.track_id].append(one)
    students = participants.students(session, access.assignment.id, access.course.id)
    chosen = submissions.chosen_of_assignment(session, access.assignment.id)
    return Comparison(
        version=version.number,
        state=state_of(version, access.version),
        live_version=access.version.number,
        done=sum(one.verdict is not None for one in graded),
        total=len(graded),
        faults=sum(one.verdict is Verdict.INFRASTRUCTURE_FAULT for one in graded),
        better=definition.better,
        final=any(
            dates_of(one, track, None).is_final(now())
            for one in (access.definition, definition)
            for track in access.tracks.values()
        ),
        tracks=[
            _compare_track(
                slug,
                _Board.now(
                    boards.standings(session, track.id, access.course.id), access.definition
                ),
                _Board.under(by_track[track.id], definition, chosen, students),
                by_track[track.id],
                students,
            )
            for slug, track in access.tracks.items()
        ],
    )


def _graded(session: Session, version: AssignmentVersion, graded_by: str) -> list[Graded]:
    """What a version would stand on: what it takes over, but of what it has graded itself."""
    own = versions.graded(session, version.grading_id)
    known = {one.submission_id for one in own}
    if graded_by == version.grading_id:
        return own
    return own + [
        one for one in versions.graded(session, graded_by) if one.submission_id not in known
    ]


class _Board:
    """Ranks and values by participant, and what stands there."""

    def __init__(self, entries: Mapping[str, Entry], definition: Definition) -> None:
        self.submission_of = {owner: entry.id for owner, entry in entries.items()}
        owner_of = {entry.id: owner for owner, entry in entries.items()}
        ranked = rank(entries.values(), definition.better)
        self.place_of = {owner_of[row.entry.id]: (row.rank, row.entry.score) for row in ranked}

    @classmethod
    def now(cls, lines: Iterable[StandingLine], definition: Definition) -> "_Board":
        """The board as it is."""
        return cls(
            {
                line.participant_id: Entry(line.value, line.received_at, line.submission_id)
                for line in lines
            },
            definition,
        )

    @classmethod
    def under(
        cls,
        graded: Iterable[Graded],
        definition: Definition,
        chosen: AbstractSet[str],
        students: Mapping[str, str],
    ) -> "_Board":
        """The board that gradings make."""
        counted = Counting.of(definition, chosen).pick_each(graded).items()
        return cls(
            {owner: entry_of(one) for (_, owner), one in counted if owner in students}, definition
        )


def _compare_track(
    slug: str,
    old: _Board,
    new: _Board,
    graded: Iterable[Graded],
    students: Mapping[str, str],
) -> TrackComparison:
    verdict_of = {one.submission_id: one.verdict for one in graded}
    waiting = Counter(one.participant_id for one in graded if one.verdict is None)
    rows = []
    for owner in old.place_of.keys() | new.place_of.keys():
        old_rank, old_score = old.place_of.get(owner, (None, None))
        new_rank, new_score = new.place_of.get(owner, (None, None))
        both = old_rank is not None and new_rank is not None
        verdict = verdict_of.get(old.submission_of.get(owner, ""))
        rows.append(
            Move(
                alias=students[owner],
                old_rank=old_rank,
                old_score=old_score,
                new_rank=new_rank,
                new_score=new_score,
                change=old_rank - new_rank if both else None,  # type: ignore[operator]
                verdict=None if verdict is Verdict.SCORED else verdict,
                waiting=waiting[owner],
            )
        )
    rows.sort(key=lambda row: (not row.falls, row.new_rank or len(rows), row.alias))
    return TrackComparison(
        track=slug,
        moved=sum(bool(row.change) and not row.waiting for row in rows),
        fallen=sum(row.falls for row in rows),
        joined=sum(row.old_rank is None for row in rows),
        rows=rows,
    )

"""Grading everything again: boards stand as they are until all of it is done, then change at once.

A version whose grading definition is new is in force at once with its dates and words. Its boards
stand on the gradings of before until every file that is to be graded again is, none of them worse
off by a fault of ours; then they stand on the new ones, in one transaction.
"""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import NamedTuple

from sqlalchemy.orm import Session

from grader import Verdict
from server.assignments import queries as assignments
from server.assignments import quota, versions
from server.assignments.rules import bump_boards
from server.assignments.versions import Graded
from server.boards import queries as standings
from server.boards.counting import Counting
from server.boards.ladder_scorer import LadderScorer
from server.boards.standings import rebuild_standings
from server.core import audit
from server.core.models import AssignmentVersion, QuotaEntryKind
from server.core.queue import IdleQueue, Queue
from server.grading import evaluations, takeover
from server.grading.takeover import Takeover
from server.submissions import queries as submissions
from server.submissions.queries import HandedIn
from server.submissions.rules import grade_again


class Scope(StrEnum):
    """Which files of each participant and track are graded again."""

    ALL = "all"
    BEST = "best"
    LAST = "last"


@dataclass(frozen=True)
class Regrade:
    """What a push grades again. last: how many of the newest, where the scope is that."""

    scope: Scope = Scope.ALL
    last: int = 1


class Remaining(NamedTuple):
    """What keeps boards from standing on new gradings. waiting: not final. faults: ours, new."""

    waiting: int
    faults: int


def select_files(
    session: Session, regrade: Regrade, assignment_id: str, standing_id: str | None, target_id: str
) -> list[HandedIn]:
    """The files to be graded under `target_id` that are not yet, oldest first.

    standing_id: by whose gradings the best is the best. Whoever has none there, for a fault of ours
    or because it is not graded yet, has every file graded.
    """
    missing = submissions.ungraded_under(session, assignment_id, target_id)
    if regrade.scope is Scope.ALL or standing_id is None:
        return missing
    if regrade.scope is Scope.LAST:
        kept = _newest(missing, regrade.last)
    else:
        kept = _best(session, missing, standing_id)
    return [one for one in missing if one.submission_id in kept]


def _newest(missing: Iterable[HandedIn], count: int) -> set[str]:
    by_owner = sorted(missing, key=_owner)  # stable: the oldest come first in each group
    groups = (list(group) for _, group in groupby(by_owner, key=_owner))
    return {one.submission_id for group in groups for one in group[-count:]}


def _best(session: Session, missing: Iterable[HandedIn], standing_id: str) -> set[str]:
    better = versions.by_id(session, standing_id).parsed.better
    graded = {one.submission_id: one for one in versions.graded(session, standing_id)}
    kept: set[str] = set()
    for _, group in groupby(sorted(missing, key=_owner), key=_owner):
        files = [one.submission_id for one in group]
        known = [graded[id_] for id_ in files if id_ in graded]
        pending = {id_ for id_ in files if id_ not in graded or graded[id_].verdict is None}
        best = Counting(better).pick(known)
        kept |= pending | ({best.submission_id} if best else {*files})
    return kept


def _owner(one: HandedIn) -> tuple[str, str]:
    return one.track_id, one.participant_id


def enqueue(
    session: Session, engine: Queue, version: AssignmentVersion, files: Iterable[HandedIn]
) -> None:
    """Grade files again with the bundle of a version."""
    for one in files:
        if version.parsed.track(one.track) is not None:
            grade_again(session, engine, version, one.submission_id, one.track, one.participant_id)


def enqueue_lost(
    session: Session, engine: Queue, version: AssignmentVersion, lost: Collection[str]
) -> None:
    """Grade with the bundle of a version what it cannot take over; doing it again adds nothing.

    lost: submissions, baselines among them. Of what the version has graded itself, on which no
    board stands, the predictions are made once more.
    """
    for told in evaluations.requeue_scored(session, version.id, lost):
        engine.enqueue(session, *told)
    for submission, track in submissions.with_tracks(session, lost):
        is_known = submissions.has_evaluation(session, submission.id, [version.id])
        if version.parsed.track(track.slug) is not None and not is_known:
            owner = submission.participant_id
            grade_again(session, engine, version, submission.id, track.slug, owner)


@contextmanager
def keep_shadow_graded(session: Session, assignment_id: str) -> Iterator[None]:
    """While boards come to stand on something else, or to wait for it.

    A shadow that was to take gradings over and can no more is graded itself. Its workers find that
    as they find whatever is pending.
    """
    relied = _relies_on_others(session, assignment_id)
    yield
    shadow = versions.shadow(session, assignment_id)
    if shadow is None or not relied or _relies_on_others(session, assignment_id):
        return
    graded_with = versions.by_id(session, shadow.grading_id)
    missing = submissions.ungraded_under(session, assignment_id, graded_with.id)
    enqueue(session, IdleQueue(), graded_with, missing)


def _relies_on_others(session: Session, assignment_id: str) -> bool:
    """Whether there is a shadow that is to take over the gradings of another version."""
    shadow, active = (
        find(session, assignment_id) for find in (versions.shadow, assignments.active_version)
    )
    if shadow is None or active is None:
        return False
    return versions.graded_by(session, active, shadow) != shadow.grading_id


def abandon(session: Session, version: AssignmentVersion, kept_id: str) -> None:
    """Stop grading again what `version` in force waits for: another is about to replace it.

    Gradings that boards never stood on go; of others only what has not begun. kept_id: those that
    the other waits for; the shadow's stay as well.
    """
    shadow = versions.shadow(session, version.assignment_id)
    kept = {version.standing_id, kept_id, shadow and shadow.grading_id}
    if version.grading_id in kept:
        return
    if versions.has_stood(session, version.grading_id):
        evaluations.remove_queued(session, version.grading_id)
    else:
        evaluations.remove_of_version(session, version.grading_id)


def remaining(session: Session, standing_id: str, target_id: str) -> Remaining:
    """What is left until boards can stand on the gradings of `target_id`."""
    graded = versions.graded(session, target_id)
    new = faults_of(graded) - faults_of(versions.graded(session, standing_id))
    return Remaining(sum(one.verdict is None for one in graded), len(new))


def faults_of(graded: Iterable[Graded]) -> set[str]:
    """The submissions that failed by our fault."""
    return {one.submission_id for one in graded if one.verdict is Verdict.INFRASTRUCTURE_FAULT}


def is_due(session: Session, assignment_id: str) -> bool:
    """Whether boards can stand on new gradings now."""
    active = assignments.active_version(session, assignment_id)
    return (
        active is not None
        and active.is_graded_again
        and not versions.has_pending(session, active.grading_id)
        and not any(remaining(session, active.standing_id, active.grading_id))
    )


def find_lost(
    session: Session, scorer: LadderScorer, assignment_id: str
) -> tuple[Takeover, set[str]] | None:
    """What boards wait for to take over, and what is lost of it by now; None where they do not.

    Nothing is written, and what `complete` asks the Ladder for is computed on the way.
    """
    active = assignments.active_version(session, assignment_id)
    wanted = None if active is None else takeover.awaited(session, active)
    if wanted is None:
        return None
    return wanted, takeover.prepare(session, scorer, assignment_id, wanted)


def grade_lost(
    session: Session, engine: Queue, assignment_id: str, wanted: Takeover, lost: Collection[str]
) -> None:
    """Grade again what `find_lost` has found, if boards still wait for that."""
    versions.lock(session, assignment_id)
    active = assignments.active_version(session, assignment_id)
    if active is not None and takeover.awaited(session, active) == wanted:
        enqueue_lost(session, engine, versions.by_id(session, wanted.to_id), lost)


def complete(session: Session, assignment_id: str, scorer: LadderScorer | None = None) -> list[str]:
    """Let boards stand on the new gradings if all of them are there; the ids of the boards.

    Doing it again changes nothing. scorer: for those that take over what was not graded again.
    Raises MissingPredictionsError where that is lost: see `find_lost`.
    """
    versions.lock(session, assignment_id)
    active = assignments.active_version(session, assignment_id)
    if active is None or not is_due(session, assignment_id):
        return []
    before = versions.by_id(session, active.standing_id)
    if (wanted := takeover.awaited(session, active)) is not None:
        takeover.take_over(session, scorer, assignment_id, wanted)
    boards = stand_on(session, active, active.grading_id)
    audit.record(
        session,
        None,
        "assignment.regraded",
        assignment_id,
        course_id=assignments.course_id_of(session, assignment_id),
        version=active.number,
        before=before.number,
    )
    return boards


def recount(session: Session, active: AssignmentVersion) -> None:
    """Make every standing anew by the rule of the version in force for which file counts."""
    standings.lock_boards(session, active.assignment_id)
    rebuild_standings(session, active, versions.graded(session, active.standing_id))
    bump_boards(session, active)


def stand_on(session: Session, active: AssignmentVersion, grading_id: str) -> list[str]:
    """Let the boards of the version in force stand on the gradings of one; the boards' ids.

    Every standing is made anew at once, and tries that are still open are settled by the new
    verdicts. The caller has locked the assignment's versions.
    """
    tracks = standings.lock_boards(session, active.assignment_id)
    with keep_shadow_graded(session, active.assignment_id):
        active.grading_id = active.standing_id = grading_id
        versions.by_id(session, grading_id).taken_over_by = None
        session.flush()
    graded = versions.graded(session, grading_id)
    rebuild_standings(session, active, graded)
    bump_boards(session, active)
    still_open = versions.open_tries(session, active.assignment_id)
    for one in graded:
        if one.submission_id in still_open and one.verdict is not None:
            is_fault = one.verdict is Verdict.INFRASTRUCTURE_FAULT
            kind = QuotaEntryKind.REFUND if is_fault else QuotaEntryKind.SETTLE
            quota.settle_or_refund(session, one.submission_id, kind)
    return [track.id for track in tracks]

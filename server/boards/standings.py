"""The standing of a participant on a track, kept in the transaction that finishes an evaluation."""

from collections import defaultdict
from collections.abc import Iterable
from collections.abc import Set as AbstractSet

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Session

from grader import Better, Entry, RankedRow, Verdict, rank
from server.assignments import versions
from server.assignments.participants import owner_of
from server.assignments.queries import InForce
from server.assignments.rules import bump_board
from server.assignments.versions import Graded
from server.boards import released_standings
from server.boards.counting import Counting
from server.boards.queries import StandingLine
from server.core import sql
from server.core.models import AssignmentVersion, Standing, Submission, Track
from server.submissions import queries as submissions

_REMOVE = delete(Standing).where(
    Standing.track_id == bindparam("_track_id"), Standing.participant_id == bindparam("_owner")
)


def restand(session: Session, submission: Submission, in_force: InForce) -> None:
    """Look anew which file of a submission's participant counts, and bump the board's version.

    That locks the track's row, so files of one board are counted one after another.
    """
    bump_board(session, submission.track_id)
    owner, standing_id = owner_of(submission), in_force.standing.id
    graded = versions.graded_of(session, standing_id, submission.track_id, owner)
    one = counting_on(session, in_force).pick(graded)
    if one is not None:
        sql.put(session, _standing(one, standing_id, _count(graded)))
    else:
        sql.write(session, _REMOVE, {"_track_id": submission.track_id, "_owner": owner})


def counting_of(session: Session, active: AssignmentVersion) -> Counting:
    """Which files count while a version is in force, by the gradings that boards stand on."""
    return counting_on(session, InForce(active, versions.by_id(session, active.standing_id)))


def counting_on(session: Session, in_force: InForce) -> Counting:
    """The same, where the version is known on which boards stand."""
    active, standing = in_force
    chosen: AbstractSet[str] = frozenset()
    if active.parsed.counts == "chosen":
        chosen = submissions.chosen_of_assignment(session, active.assignment_id)
    return Counting.of(active.parsed.graded_as(standing.parsed), chosen)


def rank_lines(lines: Iterable[StandingLine], better: Better) -> tuple[RankedRow, ...]:
    """Standings in the order of their board; each entry has the id of its submission."""
    return rank((Entry(line.value, line.received_at, line.submission_id) for line in lines), better)


def rebuild_standings(
    session: Session, active: AssignmentVersion, graded: Iterable[Graded]
) -> None:
    """Let the gradings that boards stand on, and nothing else, stand on every track.

    active: the version in force. graded: every submission under the version it stands on. The
    caller has locked the tracks' rows.
    """
    tracks = select(Track.id).where(Track.assignment_id == active.assignment_id)
    session.execute(delete(Standing).where(Standing.track_id.in_(tracks)))
    final = [one for one in graded if one.verdict is not None]
    files: defaultdict[tuple[str, str], list[Graded]] = defaultdict(list)
    for one in final:
        files[one.track_id, one.participant_id].append(one)
    for key, one in counting_of(session, active).pick_each(final).items():
        session.add(_standing(one, active.standing_id, _count(files[key])))
    session.flush()
    standing = versions.by_id(session, active.standing_id)
    counting = counting_of(session, active)
    released_standings.rebuild(session, active.assignment_id, standing, counting)


def _count(graded: Iterable[Graded]) -> int:
    """How many files were graded; what failed by our fault was not."""
    ungraded = {None, Verdict.INFRASTRUCTURE_FAULT}
    return sum(one.verdict not in ungraded for one in graded)


def _standing(one: Graded, version_id: str, count: int) -> Standing:
    assert one.value is not None
    return Standing(
        track_id=one.track_id,
        participant_id=one.participant_id,
        submission_id=one.submission_id,
        evaluation_id=one.evaluation_id,
        version_id=version_id,
        value=one.value,
        received_at=one.received_at,
        submissions=count,
    )

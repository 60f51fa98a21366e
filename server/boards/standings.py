"""The standing of a participant on a track, kept in the transaction that finishes an evaluation."""

from collections import Counter
from collections.abc import Iterable

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from grader import Better, Definition, Entry, RankedRow, Verdict, is_better, rank
from server.assignments import queries as assignments
from server.assignments.participants import owner_of
from server.assignments.versions import Graded
from server.boards import ladder as releases
from server.boards.queries import StandingLine, lock_board
from server.core.models import AssignmentVersion, Evaluation, Standing, Submission, Track
from server.submissions import queries as submissions


def board_value(evaluation: Evaluation) -> float | None:
    """What an evaluation counts for on a board: points for layer files, else the score."""
    return evaluation.score if evaluation.points is None else evaluation.points


def update_standing(
    session: Session, definition: Definition, submission: Submission, evaluation: Evaluation
) -> None:
    """Let a final evaluation count, and bump the board's version.

    The track's row is locked first, so evaluations of one board are counted one after another.
    The better of two evaluations stands; at the same value the earlier submission does. One of a
    version that is no longer in force gives way to any of the one that is, and one of a version
    that is not in force by now counts for nothing.
    """
    track = lock_board(session, submission.track_id)
    if not assignments.is_active(session, evaluation.version_id):
        return
    track.board_version += 1
    standing = session.get(Standing, (submission.track_id, owner_of(submission)))
    value = board_value(evaluation)
    count = submissions.graded_count(
        session, submission.track_id, owner_of(submission), evaluation.version_id
    )
    if standing is None and value is None:
        return
    if standing is not None and value is None and _has_lapsed(standing, evaluation):
        session.delete(standing)
        return
    if standing is None:
        assert value is not None
        session.add(_standing(submission, evaluation, value, count))
    else:
        standing.submissions = count
        if value is not None and _replaces(definition, standing, submission, evaluation, value):
            standing.submission_id = submission.id
            standing.evaluation_id = evaluation.id
            standing.version_id = evaluation.version_id
            standing.value = value
            standing.received_at = submission.received_at
    session.flush()


def best_of_each(graded: Iterable[Graded], better: Better) -> dict[tuple[str, str], Graded]:
    """What stands where all of `graded` counts, by track and participant.

    It is what `update_standing` makes of them one after another.
    At the same value the earlier submission stands. Who has nothing of value is not there.
    """
    best: dict[tuple[str, str], Graded] = {}
    for one in graded:
        key = (one.track_id, one.participant_id)
        if one.value is None:
            continue
        if key not in best or is_better(entry_of(one), entry_of(best[key]), better):
            best[key] = one
    return best


def rank_lines(lines: Iterable[StandingLine], better: Better) -> tuple[RankedRow, ...]:
    """Standings in the order of their board; each entry has the id of its submission."""
    return rank((Entry(line.value, line.received_at, line.submission_id) for line in lines), better)


def entry_of(graded: Graded) -> Entry:
    """A graded submission as boards order it."""
    assert graded.value is not None
    return Entry(graded.value, graded.received_at, graded.submission_id)


def rebuild_standings(
    session: Session, assignment_id: str, version: AssignmentVersion, graded: Iterable[Graded]
) -> None:
    """Let the gradings of one version, and nothing else, stand on every track of an assignment.

    The caller has locked the tracks' rows.
    """
    tracks = select(Track.id).where(Track.assignment_id == assignment_id)
    session.execute(delete(Standing).where(Standing.track_id.in_(tracks)))
    final = [one for one in graded if one.verdict is not None]
    better = version.parsed.better
    counts = Counter(
        (one.track_id, one.participant_id)
        for one in final
        if one.verdict is not Verdict.INFRASTRUCTURE_FAULT
    )
    for (track_id, participant_id), one in best_of_each(final, better).items():
        assert one.value is not None
        session.add(
            Standing(
                track_id=track_id,
                participant_id=participant_id,
                submission_id=one.submission_id,
                evaluation_id=one.evaluation_id,
                version_id=version.id,
                value=one.value,
                received_at=one.received_at,
                submissions=counts[track_id, participant_id],
            )
        )
    session.flush()
    releases.rebuild(session, assignment_id, version)


def _standing(submission: Submission, evaluation: Evaluation, value: float, count: int) -> Standing:
    return Standing(
        track_id=submission.track_id,
        participant_id=owner_of(submission),
        submission_id=submission.id,
        evaluation_id=evaluation.id,
        version_id=evaluation.version_id,
        value=value,
        received_at=submission.received_at,
        submissions=count,
    )


def _has_lapsed(standing: Standing, evaluation: Evaluation) -> bool:
    """Whether what stood under an older version has no value under the one in force."""
    return (
        standing.submission_id == evaluation.submission_id
        and standing.version_id != evaluation.version_id
    )


def _replaces(
    definition: Definition,
    standing: Standing,
    submission: Submission,
    evaluation: Evaluation,
    value: float,
) -> bool:
    if standing.version_id != evaluation.version_id:
        return True
    new = Entry(value, submission.received_at, submission.id)
    old = Entry(standing.value, standing.received_at, standing.submission_id)
    return is_better(new, old, definition.better)

"""The end of a grading: what is written of it, released and counted, at once or not at all."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, cast

from sqlalchemy import Table, bindparam, update
from sqlalchemy.orm import Session

from grader import MetricScores, Outcome, Verdict, released_anew
from server.assignments import participants, quota, versions
from server.assignments import queries as assignments
from server.assignments.queries import InForce
from server.assignments.rules import bump_board
from server.assignments.schedule import dates_of
from server.boards import ladder as releases
from server.boards import rounded
from server.boards.ladder_scorer import LadderScorer, MissingPredictionsError
from server.boards.standings import restand
from server.core import audit, sql
from server.core.clock import now
from server.core.errors import DamagedBundleError
from server.core.models import (
    AssignmentVersion,
    Evaluation,
    EvaluationState,
    QuotaEntryKind,
    Submission,
)
from server.submissions import queries as submissions
from server.submissions import releases as chains
from server.submissions import secondary
from server.submissions.disclosure import Disclosure
from server.submissions.queries import Gradable
from server.submissions.releases import Chain

AS_NEW: dict[str, Any] = {
    "state": EvaluationState.QUEUED,
    **dict.fromkeys(("verdict", "score", "private_score", "report", "evidence", "finished_at")),
    **dict.fromkeys(("worker", "heartbeat_at", "last_fault", "last_death")),
    **dict.fromkeys(("attempts", "faults", "deaths"), 0),
    "alone": False,
}


@dataclass(frozen=True)
class Finished:
    """What became final, for those who wait: pages, long polls, boards.

    released: submissions whose public score can be seen now.
    graded_again: the assignment where this was one of those that a switch may wait for.
    is_told: whether its author may know by now what came of it.
    """

    submission_id: str
    track_id: str
    released: tuple[str, ...] = ()
    graded_again: str | None = None
    is_told: bool = True


_table = cast("Table", Evaluation.__table__)
_IS_CLAIMED = (
    Evaluation.id == bindparam("evaluation_id"),
    Evaluation.state == EvaluationState.RUNNING,
    Evaluation.worker == bindparam("by"),
)
_FINISH = _table.update().where(*_IS_CLAIMED)


class _Case(Enum):
    """What a final evaluation changes beside itself."""

    BASELINE = auto()  # nobody's: the board that shows it
    BESIDE = auto()  # nothing: boards do not stand on its grading definition, not yet or no more
    FAULT = auto()  # ours: the try is given back
    COUNTED = auto()  # the try is settled, and the best of them stands


def _case_of(found: Gradable) -> _Case:
    if found.submission.baseline is not None:
        return _Case.BASELINE
    if not found.is_standing:
        return _Case.BESIDE
    is_fault = found.evaluation.verdict is Verdict.INFRASTRUCTURE_FAULT
    return _Case.FAULT if is_fault else _Case.COUNTED


def finish(
    session: Session,
    evaluation_id: str,
    worker: str,
    outcome: Outcome,
    scorer: LadderScorer | None = None,
    beside: Sequence[MetricScores] = (),
) -> Finished | None:
    """Write the outcome, the standing, the quota and the board at once; None if not ours.

    scorer: for assignments whose public scores are not shown exactly at once. beside: the scores in
    other metrics than the one that ranks.
    """
    _lock_owners(session, evaluation_id, outcome)
    if not _write_outcome(session, evaluation_id, worker, outcome):
        return None
    found = _gradable(session, evaluation_id)
    evaluation, submission, version = found.evaluation, found.submission, found.version
    if beside:
        secondary.store(session, evaluation_id, _by_rule_of(version, beside, scorer))
    released = _release(session, found, scorer)
    graded_again = None
    match _case_of(found):
        case _Case.BASELINE:
            if found.is_standing:
                bump_board(session, submission.track_id)
        case _Case.BESIDE:
            graded_again = version.assignment_id
        case _Case.FAULT:
            quota.settle_or_refund(session, submission.id, QuotaEntryKind.REFUND)
            if released:
                bump_board(session, submission.track_id)
        case _Case.COUNTED:
            _settle(session, found, outcome)
            restand(session, submission, found.in_force)
    if outcome.verdict is Verdict.INFRASTRUCTURE_FAULT:
        _record_parked(session, evaluation, submission)
    is_told = _is_told(found)
    return Finished(submission.id, submission.track_id, tuple(released), graded_again, is_told)


def _record_parked(session: Session, evaluation: Evaluation, submission: Submission) -> None:
    audit.record(
        session,
        None,
        audit.PARKED,
        evaluation.id,
        course_id=assignments.course_id_of(session, submission.assignment_id),
        faults=evaluation.faults,
        deaths=evaluation.deaths,
        last_death=evaluation.last_death,
    )


def _is_told(found: Gradable) -> bool:
    """Whether results are not held back: what is counted in public must not tell them either."""
    if found.version.parsed.kind != "layers":
        return True
    definition = found.active.parsed
    dates = dates_of(definition, found.track, None)
    return not Disclosure.at(definition, dates, now()).withholds(found.evaluation.verdict)


def _lock_owners(session: Session, evaluation_id: str, outcome: Outcome) -> None:
    """Keep what boards stand on as it is until the transaction ends, and whose tries are counted.

    Participants are locked before versions, as in uploads, and versions before evaluations,
    standings and boards, as in pushes and switches.
    """
    owners = submissions.owners_of(session, evaluation_id) if sql.locks_rows(session) else None
    if owners is None:
        return
    assignment_id, participant_id = owners
    if outcome.is_unreadable and participant_id is not None:
        participants.lock(session, participant_id)
    versions.lock(session, assignment_id, shared=True)


def _settle(session: Session, found: Gradable, outcome: Outcome) -> None:
    """Charge the try; a file that could not be read costs none, so many a day."""
    if outcome.is_unreadable:
        free = found.active.parsed.quota.invalid_per_day
        quota.settle_unreadable(session, found.submission, free)
    else:
        quota.settle_or_refund(session, found.submission.id, QuotaEntryKind.SETTLE)


def _write_outcome(session: Session, evaluation_id: str, worker: str, outcome: Outcome) -> bool:
    """Whether the evaluation was this worker's, and is final now."""
    new = {
        "state": EvaluationState.FINAL,
        "finished_at": now(),
        "progress": None,
        "verdict": outcome.verdict,
        "score": outcome.score,
        "private_score": outcome.private_score,
        "points": outcome.points,
        "max_points": outcome.max_points,
        "report": outcome.report.model_dump(mode="json"),
        "evidence": outcome.evidence and outcome.evidence.model_dump(mode="json"),
    }
    return bool(sql.write(session, _FINISH, {**new, "evaluation_id": evaluation_id, "by": worker}))


def _by_rule_of(
    version: AssignmentVersion, beside: Sequence[MetricScores], scorer: LadderScorer | None
) -> Sequence[MetricScores]:
    """Secondary scores as a version releases them: it may have taken over what was under way."""
    if scorer is None:
        return beside
    return [released_anew(scorer.bundles.get(version.id), one) for one in beside]


def _release(session: Session, found: Gradable, scorer: LadderScorer | None) -> Sequence[str]:
    """Release what may be known now; the submissions of participants of which that is new.

    What is parked never fails for files behind it on the Ladder whose predictions are gone or
    damaged, else it would be tried for ever; those are graded again, or nobody would release them.
    """
    evaluation, submission, version = found.evaluation, found.submission, found.version
    try:
        return release_scores(session, scorer, submission, evaluation, version, found.in_force)
    except (MissingPredictionsError, DamagedBundleError, ValueError) as error:
        if evaluation.verdict is not Verdict.INFRASTRUCTURE_FAULT:
            raise
        is_bundle = isinstance(error, DamagedBundleError)  # by which nothing can be graded
        if version.parsed.uses_ladder and not is_bundle:
            _requeue_unreleased(session, found, scorer)
        return ()


def _requeue_unreleased(session: Session, found: Gradable, scorer: LadderScorer | None) -> None:
    """Queue again what waits behind an evaluation on the Ladder and has lost its predictions."""
    assert scorer is not None, "released scores need the bundle's labels"
    waiting = chains.waiting(session, Chain.of(found.submission, found.version.id))
    scored = [link.evaluation_id for link in waiting if link.verdict is Verdict.SCORED]
    lost = [id_ for id_ in scored if not scorer.has_predictions(found.version.id, id_)]
    session.execute(update(Evaluation).where(Evaluation.id.in_(lost)).values(AS_NEW))
    if lost and found.is_standing:
        files = [link.submission_id for link in waiting if link.evaluation_id in lost]
        quota.reserve_again(session, files)
        restand(session, found.submission, found.in_force)


def release_scores(
    session: Session,
    scorer: LadderScorer | None,
    submission: Submission,
    evaluation: Evaluation,
    version: AssignmentVersion,
    in_force: InForce,
) -> Sequence[str]:
    """Release what may be known now; the submissions of participants of which that is new."""
    definition = version.parsed
    if not (definition.uses_ladder or definition.uses_rounding):
        return ()
    assert scorer is not None, "released scores need the bundle's labels"
    if definition.uses_rounding:
        return rounded.release(session, scorer.bundles, submission, evaluation, version, in_force)
    if submission.baseline is not None:
        releases.release_baseline(session, scorer, evaluation)
        return ()
    if not takes_turn(session, submission, version, in_force):
        return ()
    return releases.release(session, scorer, submission, version, in_force)


def takes_turn(
    session: Session, submission: Submission, version: AssignmentVersion, in_force: InForce
) -> bool:
    """Whether what a version scores is released by the Ladder in its turn as soon as it is final.

    Not as long as what comes before it may still be another version's.
    """
    is_on_ladder = version.parsed.uses_ladder and submission.baseline is None
    return is_on_ladder and not versions.is_to_take_over(session, version, in_force)


def _gradable(session: Session, evaluation_id: str) -> Gradable:
    found = submissions.gradable(session, evaluation_id)
    assert found is not None
    return found

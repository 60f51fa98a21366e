"""The life of an evaluation: queued, claimed, final - each step a conditional write.

    queued  -> running   a worker claims it (one UPDATE, so only one worker can)
    running -> final     its outcome is written, with standing, quota and board, or not at all
    running -> queued    grading failed for a reason of ours, its process died, or its worker did
    running -> final     as `infrastructure_fault`, after `MOST_FAULTS` or `MOST_DEATHS` of those

A death counts only where a worker saw it: of all that a worker graded when it died itself, nobody
knows what killed it, if anything did. Either way it is graded alone from then on, in a process that
grades nothing else. Doing any step twice changes nothing.

What dies together with its worker again and again is no evidence against a file, since machines
lose power and operators restart them, nor is it for ever. From the sixth claim on it waits, a
second at first, twice as long each time, ten minutes at the most: all others are graded before it,
and if it is what takes the machine down, it does so six times an hour. `MOST_ATTEMPTS` claims in
all take two hours of nothing but deaths. Then it is parked, with that as the cause, and staff
may have it graded again.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum, auto
from typing import Any, cast

from sqlalchemy import Row, Table, Update, bindparam, delete, select, update
from sqlalchemy.orm import Session, aliased

from grader import MetricScores, Outcome, Verdict, released_anew
from server.assignments import participants, quota, versions
from server.assignments import queries as assignments
from server.assignments.rules import bump_board
from server.assignments.schedule import dates_of
from server.boards import ladder as releases
from server.boards import rounded
from server.boards.ladder_scorer import LadderScorer, MissingPredictionsError
from server.boards.standings import update_standing
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
from server.grading import baselines
from server.submissions import queries as submissions
from server.submissions import releases as chains
from server.submissions import secondary
from server.submissions.disclosure import Disclosure
from server.submissions.queries import Gradable
from server.submissions.releases import Chain

MOST_FAULTS = 3
MOST_DEATHS = 2
MOST_ATTEMPTS = 25  # so that nothing keeps workers dying for ever, seen or not
MOST_CAUSE = 1000  # characters, as many as the column holds
LEASE = timedelta(seconds=30)
_AS_NEW: dict[str, Any] = {
    "state": EvaluationState.QUEUED,
    **dict.fromkeys(("verdict", "score", "private_score", "report", "evidence", "finished_at")),
    **dict.fromkeys(("worker", "heartbeat_at", "last_fault", "last_death")),
    **dict.fromkeys(("attempts", "faults", "deaths"), 0),
    "alone": False,
}
_MOST_ATTEMPTS_CAUSE = "every worker that graded it ended meanwhile; none saw by what"


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
_CLAIM = (
    _table.update()
    .where(
        Evaluation.id == bindparam("evaluation_id"),
        (Evaluation.state == EvaluationState.QUEUED)
        | ((Evaluation.state == EvaluationState.RUNNING) & (Evaluation.worker == bindparam("by"))),
    )
    .values(
        state=EvaluationState.RUNNING,
        worker=bindparam("by"),
        heartbeat_at=bindparam("moment"),
        started_at=bindparam("moment"),
        attempts=Evaluation.attempts + 1,
    )
)


def claim(session: Session, evaluation_id: str, worker: str) -> Gradable | None:
    """The evaluation with all that grading it needs; None where another worker has it.

    A worker may claim again what it has claimed and does not grade: where the answer of a claim or
    of what was to end it was lost, nobody else would. It asks for nothing that it grades just now.
    """
    asked = {"evaluation_id": evaluation_id, "by": worker, "moment": now()}
    claimed = sql.write(session, _CLAIM, asked)
    return submissions.gradable(session, evaluation_id) if claimed else None


class _Case(Enum):
    """What a final evaluation changes beside itself."""

    BASELINE = auto()  # nobody's: the board that shows it
    BESIDE = auto()  # nothing: boards do not stand on its grading definition, not yet or no more
    FAULT = auto()  # ours: the try is given back
    COUNTED = auto()  # the try is settled, and the best of them stands


def _case_of(session: Session, found: Gradable) -> _Case:
    if found.submission.baseline is not None:
        return _Case.BASELINE
    if not assignments.is_standing(session, found.version.id):
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
    evaluation, submission, _, version = found
    if beside:
        secondary.store(session, evaluation_id, _by_rule_of(version, beside, scorer))
    released = _release(session, found, scorer)
    graded_again = None
    match _case_of(session, found):
        case _Case.BASELINE:
            baselines.bump_board(session, submission, evaluation)
        case _Case.BESIDE:
            graded_again = version.assignment_id
        case _Case.FAULT:
            quota.settle_or_refund(session, submission.id, QuotaEntryKind.REFUND)
            if released:
                bump_board(session, submission.track_id)
        case _Case.COUNTED:
            _settle(session, found, outcome)
            update_standing(session, submission, evaluation)
    if outcome.verdict is Verdict.INFRASTRUCTURE_FAULT:
        audit.record(
            session,
            None,
            "evaluation.parked",
            evaluation.id,
            faults=evaluation.faults,
            deaths=evaluation.deaths,
            last_death=evaluation.last_death,
        )
    is_told = _is_told(session, found)
    return Finished(submission.id, submission.track_id, tuple(released), graded_again, is_told)


def _is_told(session: Session, found: Gradable) -> bool:
    """Whether results are not held back: what is counted in public must not tell them either."""
    evaluation, submission, track, version = found
    if version.parsed.kind != "layers":
        return True
    active = assignments.active_version(session, version.assignment_id) or version
    dates = dates_of(active.parsed, track, submission.participant_id)
    return not Disclosure.at(active.parsed, dates, now()).withholds(evaluation.verdict)


def _lock_owners(session: Session, evaluation_id: str, outcome: Outcome) -> None:
    """Keep what boards stand on as it is until the transaction ends, and whose tries are counted.

    Participants are locked before versions, as in uploads, and versions before evaluations,
    standings and boards, as in pushes and switches.
    """
    owners = submissions.owners_of(session, evaluation_id)
    if owners is None:
        return
    assignment_id, participant_id = owners
    if outcome.is_unreadable and participant_id is not None:
        participants.lock(session, participant_id)
    versions.lock(session, assignment_id, shared=True)


def _settle(session: Session, found: Gradable, outcome: Outcome) -> None:
    """Charge the try; a file that could not be read costs none, so many a day."""
    if outcome.is_unreadable:
        active = assignments.active_version(session, found.version.assignment_id)
        free = (active or found.version).parsed.quota.invalid_per_day
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
    evaluation, submission, _, version = found
    try:
        return release_scores(session, scorer, submission, evaluation, version)
    except (MissingPredictionsError, DamagedBundleError, ValueError, EOFError):
        if evaluation.verdict is not Verdict.INFRASTRUCTURE_FAULT:
            raise
        if version.parsed.uses_ladder:
            _requeue_unreleased(session, found, scorer)
        return ()


def _requeue_unreleased(session: Session, found: Gradable, scorer: LadderScorer | None) -> None:
    """Queue again what waits behind an evaluation on the Ladder and has lost its predictions."""
    assert scorer is not None, "released scores need the bundle's labels"
    waiting = chains.waiting(session, Chain.of(found.submission, found.version.id))
    scored = [link.evaluation_id for link in waiting if link.verdict is Verdict.SCORED]
    lost = [id_ for id_ in scored if not scorer.has_predictions(id_)]
    session.execute(update(Evaluation).where(Evaluation.id.in_(lost)).values(_AS_NEW))


def release_scores(
    session: Session,
    scorer: LadderScorer | None,
    submission: Submission,
    evaluation: Evaluation,
    version: AssignmentVersion,
) -> Sequence[str]:
    """Release what may be known now; the submissions of participants of which that is new."""
    definition = version.parsed
    if not (definition.uses_ladder or definition.uses_rounding):
        return ()
    assert scorer is not None, "released scores need the bundle's labels"
    if definition.uses_rounding:
        return rounded.release(session, scorer.bundles, submission, evaluation, version)
    if submission.baseline is None:
        return releases.release(session, scorer, submission, version)
    releases.release_baseline(session, scorer, evaluation)
    return ()


def fail(
    session: Session,
    evaluation_id: str,
    worker: str,
    cause: str | None = None,
    scorer: LadderScorer | None = None,
) -> Finished | None:
    """Count a fault of ours and queue the evaluation again, or park it after the last one.

    cause: what went wrong, for staff.
    """
    evaluation = _claimed(session, evaluation_id, worker)
    if evaluation is None:
        return None
    evaluation.faults += 1
    evaluation.last_fault = cause and cause[-MOST_CAUSE:]
    return _retry(session, evaluation, worker, scorer)


def count_death(
    session: Session,
    evaluation_id: str,
    worker: str,
    evidence: str,
    scorer: LadderScorer | None = None,
) -> Finished | None:
    """Count a death of the grading process that the worker saw, and grade alone from now on.

    Parks the evaluation after the last one. evidence: by what it died, for staff.
    """
    evaluation = _claimed(session, evaluation_id, worker)
    if evaluation is None:
        return None
    evaluation.deaths += 1
    evaluation.last_death, evaluation.alone = evidence, True
    return _retry(session, evaluation, worker, scorer)


def _claimed(session: Session, evaluation_id: str, worker: str) -> Evaluation | None:
    """The evaluation as long as this worker has it: none that is final, or another's by now."""
    found = session.get(Evaluation, evaluation_id)
    if found is None or (found.state, found.worker) != (EvaluationState.RUNNING, worker):
        return None
    return found


def _retry(
    session: Session, evaluation: Evaluation, worker: str, scorer: LadderScorer | None
) -> Finished | None:
    """Queue an evaluation again, or park it where that was done too often."""
    session.flush()
    evaluation_id = evaluation.id
    if evaluation.faults >= MOST_FAULTS or evaluation.deaths >= MOST_DEATHS:
        parked = Outcome(verdict=Verdict.INFRASTRUCTURE_FAULT)
        return finish(session, evaluation_id, worker, parked, scorer)
    release(session, evaluation_id, worker, counts=True)
    return None


def release(session: Session, evaluation_id: str, worker: str, *, counts: bool) -> None:
    """Queue a claimed evaluation again. counts: whether the claim stays counted as an attempt."""
    session.execute(
        _update_claimed(evaluation_id, worker).values(
            state=EvaluationState.QUEUED,
            progress=None,
            worker=None,
            heartbeat_at=None,
            attempts=Evaluation.attempts - (0 if counts else 1),
        )
    )


def show_progress(session: Session, evaluation_id: str, worker: str, text: str) -> None:
    """Keep the end of what a program has printed, while this worker runs it."""
    session.execute(
        _update_claimed(evaluation_id, worker).values(progress=text, heartbeat_at=now())
    )


def _update_claimed(evaluation_id: str, worker: str) -> Update:
    """Changes an evaluation as long as this worker has it, and nothing else."""
    return update(Evaluation).where(
        Evaluation.id == evaluation_id,
        Evaluation.state == EvaluationState.RUNNING,
        Evaluation.worker == worker,
    )


def beat(session: Session, worker: str, evaluation_ids: Collection[str]) -> None:
    """Show that a worker is alive, for what it grades just now.

    Of what else bears its name it knows nothing, and keeps it from nobody.
    """
    session.execute(
        update(Evaluation)
        .where(
            Evaluation.id.in_(evaluation_ids),
            Evaluation.worker == worker,
            Evaluation.state == EvaluationState.RUNNING,
        )
        .values(heartbeat_at=now())
    )


def requeue_abandoned(
    session: Session, *, dead_worker: str | None = None, scorer: LadderScorer | None = None
) -> list[Finished]:
    """Queue again what a worker had claimed whose heartbeat stopped a lease ago.

    It is graded alone then. dead_worker: one that is known to be dead, so nobody waits for its
    lease to end. What has been abandoned too often is parked, and returned: it seems to kill its
    workers.
    """
    dead = (Evaluation.heartbeat_at < now() - LEASE) | (Evaluation.worker == dead_worker)
    abandoned = (Evaluation.state == EvaluationState.RUNNING, dead)
    session.execute(
        update(Evaluation)
        .where(*abandoned, Evaluation.attempts < MOST_ATTEMPTS)
        .values(state=EvaluationState.QUEUED, worker=None, heartbeat_at=None, alone=True)
    )
    parked = session.execute(
        update(Evaluation)
        .where(*abandoned)
        .values(worker="sweep", last_fault=_MOST_ATTEMPTS_CAUSE)
        .returning(Evaluation.id)
    ).scalars()
    outcome = Outcome(verdict=Verdict.INFRASTRUCTURE_FAULT)
    finished = [finish(session, id_, "sweep", outcome, scorer) for id_ in parked.all()]
    return [one for one in finished if one is not None]


def parked(
    session: Session, version_id: str, submission_id: str | None = None
) -> Sequence[Submission]:
    """The submissions whose evaluation under a version is parked; only that one, if it is named."""
    named = () if submission_id is None else (Submission.id == submission_id,)
    return session.scalars(
        select(Submission)
        .join(Evaluation, Evaluation.submission_id == Submission.id)
        .where(
            Evaluation.version_id == version_id,
            Evaluation.verdict == Verdict.INFRASTRUCTURE_FAULT,
            *named,
        )
    ).all()


def requeue_parked(
    session: Session, version_id: str, submission_ids: Collection[str] | None = None
) -> Sequence[Row[str, int]]:
    """Queue again what was parked under a version, as if it was new; the ids and priorities.

    submission_ids: of which alone.
    """
    named = () if submission_ids is None else (Evaluation.submission_id.in_(submission_ids),)
    return session.execute(
        update(Evaluation)
        .where(
            Evaluation.version_id == version_id,
            Evaluation.verdict == Verdict.INFRASTRUCTURE_FAULT,
            *named,
        )
        .values(_AS_NEW)
        .returning(Evaluation.id, Evaluation.priority)
    ).all()


def hand_over(session: Session, from_id: str, to_id: str) -> None:
    """Let a version have the evaluations of another, but of what it has evaluations of itself.

    Of that what the other has not begun is removed: nobody waits for it any more.
    """
    own = aliased(Evaluation)
    there = select(own.submission_id).where(own.version_id == to_id)
    session.execute(
        update(Evaluation)
        .where(Evaluation.version_id == from_id, Evaluation.submission_id.not_in(there))
        .values(version_id=to_id)
    )
    remove_queued(session, from_id)


def remove_queued(session: Session, version_id: str) -> None:
    """Remove what nobody has begun to grade under a version."""
    session.execute(
        delete(Evaluation).where(
            Evaluation.version_id == version_id, Evaluation.state == EvaluationState.QUEUED
        )
    )


def remove_of_version(session: Session, version_id: str) -> None:
    """Remove every evaluation under a version."""
    session.execute(delete(Evaluation).where(Evaluation.version_id == version_id))


def _gradable(session: Session, evaluation_id: str) -> Gradable:
    found = submissions.gradable(session, evaluation_id)
    assert found is not None
    return found

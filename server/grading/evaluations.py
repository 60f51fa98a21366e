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
from datetime import timedelta
from typing import cast

from sqlalchemy import ColumnElement, Row, Table, Update, bindparam, delete, select, update
from sqlalchemy.orm import Session, aliased

from grader import Outcome, Verdict
from server.boards.ladder_scorer import LadderScorer
from server.core import sql
from server.core.clock import now
from server.core.models import (
    Evaluation,
    EvaluationState,
    Submission,
)
from server.grading import finishing
from server.grading.finishing import AS_NEW, Finished
from server.submissions import queries as submissions
from server.submissions.queries import Gradable

MOST_FAULTS = 3
MOST_DEATHS = 2
MOST_ATTEMPTS = 25  # so that nothing keeps workers dying for ever, seen or not
MOST_CAUSE = 1000  # characters, as many as the column holds
LEASE = timedelta(seconds=30)
_MOST_ATTEMPTS_CAUSE = "every worker that graded it ended meanwhile; none saw by what"


_table = cast("Table", Evaluation.__table__)
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
        return finishing.finish(session, evaluation_id, worker, parked, scorer)
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
    finished = [finishing.finish(session, id_, "sweep", outcome, scorer) for id_ in parked.all()]
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
) -> Sequence[Row[str, int, str | None]]:
    """Queue again what was parked under a version, as if it was new: as the queue is told of it.

    submission_ids: of which alone.
    """
    named = () if submission_ids is None else (Evaluation.submission_id.in_(submission_ids),)
    is_parked = Evaluation.verdict == Verdict.INFRASTRUCTURE_FAULT
    return _requeue(session, Evaluation.version_id == version_id, is_parked, *named)


def requeue_scored(
    session: Session, version_id: str, submission_ids: Collection[str]
) -> Sequence[Row[str, int, str | None]]:
    """The same of what was scored under a version on which no board stands."""
    return _requeue(
        session,
        Evaluation.version_id == version_id,
        Evaluation.verdict == Verdict.SCORED,
        Evaluation.submission_id.in_(submission_ids),
    )


def _requeue(session: Session, *wanted: ColumnElement[bool]) -> Sequence[Row[str, int, str | None]]:
    ids = session.scalars(
        update(Evaluation).where(*wanted).values(AS_NEW).returning(Evaluation.id)
    ).all()
    return session.execute(
        select(Evaluation.id, Evaluation.priority, Submission.participant_id)
        .join(Submission, Submission.id == Evaluation.submission_id)
        .where(Evaluation.id.in_(ids))
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

"""Reading the versions of an assignment, and what they make of its submissions."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from grader import Verdict
from server.assignments import queries as assignments
from server.assignments.participants import join_evaluations
from server.core.models import (
    Assignment,
    AssignmentVersion,
    Evaluation,
    EvaluationState,
    Participant,
    Person,
    QuotaEntry,
    Submission,
)

DISCARDED = ""  # the hash of a version whose bundle is gone; its number is never used again
_NUMBERS = range(1, 2**31)  # what the column can hold; a database refuses to look for others


class Graded(NamedTuple):
    """A submission as one version sees it. verdict: None until it is final."""

    track_id: str
    participant_id: str
    submission_id: str
    received_at: datetime
    evaluation_id: str
    verdict: Verdict | None
    score: float | None
    points: float | None

    @property
    def value(self) -> float | None:
        """What it counts for on a board: points for layer files, else the score."""
        return self.score if self.points is None else self.points


class GradingProgress(NamedTuple):
    """How many of `total` evaluations are final, and how many of those failed by our fault."""

    done: int = 0
    total: int = 0
    faults: int = 0


def lock(session: Session, assignment_id: str, *, shared: bool = False) -> None:
    """Keep others from changing which versions there are, until the transaction ends.

    shared: along with others who only need them to stay. SQLite has one writer as it is.
    """
    only = select(Assignment.id).where(Assignment.id == assignment_id)
    session.execute(only.with_for_update(read=shared, key_share=not shared))


def shadow(session: Session, assignment_id: str) -> AssignmentVersion | None:
    """The version that is graded beside the one in force: the only newer one."""
    active = assignments.active_version(session, assignment_id)
    if active is None:
        return None
    return session.scalars(
        select(AssignmentVersion).where(
            AssignmentVersion.assignment_id == assignment_id,
            AssignmentVersion.number > active.number,
            AssignmentVersion.bundle_sha256 != DISCARDED,
        )
    ).one_or_none()


def by_number(session: Session, assignment_id: str, number: int) -> AssignmentVersion | None:
    """The version of that number, which may be any that somebody can type."""
    if number not in _NUMBERS:
        return None
    return session.scalars(
        select(AssignmentVersion).where(
            AssignmentVersion.assignment_id == assignment_id, AssignmentVersion.number == number
        )
    ).one_or_none()


def of_assignment(session: Session, assignment_id: str) -> Sequence[Row[AssignmentVersion, Person]]:
    """Every version with who pushed it, newest first."""
    return session.execute(
        select(AssignmentVersion, Person)
        .join(Person, Person.id == AssignmentVersion.pushed_by)
        .where(AssignmentVersion.assignment_id == assignment_id)
        .order_by(AssignmentVersion.number.desc())
    ).all()


def progress(session: Session, assignment_id: str) -> dict[str, GradingProgress]:
    """How far the gradings under each version are, by its id; nothing of those without any.

    Baselines are not counted, neither here nor below.
    """
    found: dict[str, GradingProgress] = {}
    for version_id, state, verdict, count in session.execute(
        select(Evaluation.version_id, Evaluation.state, Evaluation.verdict, func.count())
        .join(AssignmentVersion, AssignmentVersion.id == Evaluation.version_id)
        .join(Submission, Submission.id == Evaluation.submission_id)
        .where(AssignmentVersion.assignment_id == assignment_id, Submission.baseline.is_(None))
        .group_by(Evaluation.version_id, Evaluation.state, Evaluation.verdict)
    ).all():
        before = found.get(version_id, GradingProgress())
        found[version_id] = GradingProgress(
            before.done + (count if state is EvaluationState.FINAL else 0),
            before.total + count,
            before.faults + (count if verdict is Verdict.INFRASTRUCTURE_FAULT else 0),
        )
    return found


def graded(session: Session, version_id: str) -> list[Graded]:
    """Every submission as a version sees it, final or not."""
    columns = select(
        Submission.track_id,
        Participant.id,
        Submission.id,
        Submission.received_at,
        Evaluation.id,
        Evaluation.verdict,
        Evaluation.score,
        Evaluation.points,
    )
    rows = session.execute(join_evaluations(columns).where(Evaluation.version_id == version_id))
    return [Graded(*row) for row in rows]


def submission_count(session: Session, assignment_id: str) -> int:
    """How many submissions an assignment has."""
    return (
        session.scalar(
            select(func.count())
            .select_from(Submission)
            .where(Submission.assignment_id == assignment_id, Submission.baseline.is_(None))
        )
        or 0
    )


def known(session: Session, version_ids: Collection[str]) -> set[str]:
    """Those of these ids that are versions."""
    wanted = select(AssignmentVersion.id).where(AssignmentVersion.id.in_(version_ids))
    return set(session.scalars(wanted))


def open_tries(session: Session, assignment_id: str) -> set[str]:
    """The submissions whose try is reserved, but neither settled nor given back."""
    return set(
        session.scalars(
            select(QuotaEntry.submission_id)
            .join(Submission, Submission.id == QuotaEntry.submission_id)
            .where(Submission.assignment_id == assignment_id)
            .group_by(QuotaEntry.submission_id)
            .having(func.count() == 1)
        )
    )

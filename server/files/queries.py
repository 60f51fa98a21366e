"""Reading everybody's files of an assignment, by pages of ids."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Double, Row, Select, and_, cast, func, or_, select
from sqlalchemy.orm import Session

from grader import Better, Verdict
from server.core.models import (
    Evaluation,
    EvaluationState,
    Membership,
    ParticipantMember,
    Person,
    Role,
    Submission,
    Track,
)


class Stage(StrEnum):
    """How far the judging of a file is."""

    JUDGED = "judged"
    WAITING = "waiting"
    FAULT = "fault"


class Order(StrEnum):
    """Which files come first; of those that are equal, the newest."""

    NEWEST = "newest"
    OLDEST = "oldest"
    BEST = "best"
    ALIAS = "alias"


class FileLine(NamedTuple):
    """A file and what came of it. alias: None for who was never on the roster.

    state: None where it was not graded by the rules of now.
    """

    submission_id: str
    filename: str
    size_bytes: int
    sha256: str
    received_at: datetime
    track: str
    alias: str | None
    name: str
    state: EvaluationState | None
    verdict: Verdict | None
    score: float | None
    points: float | None
    max_points: float | None
    last_fault: str | None


@dataclass(frozen=True)
class FileFilter:
    """Which files are asked for; None for all.

    closings: when each track closes, by its id. late: whether a file came later than that.
    """

    assignment_id: str
    course_id: str
    grading_id: str
    better: Better
    closings: Mapping[str, datetime | None]
    alias: str | None = None
    track: str | None = None
    verdict: Verdict | None = None
    stage: Stage | None = None
    late: bool | None = None

    @property
    def condition(self) -> ColumnElement[bool]:
        """The same in SQL."""
        found = [Submission.assignment_id == self.assignment_id, Submission.baseline.is_(None)]
        if self.alias is not None:
            found.append(Membership.alias == self.alias)
        if self.track is not None:
            found.append(Track.slug == self.track)
        if self.verdict is not None:
            found.append(Evaluation.verdict == self.verdict)
        if self.late is not None:
            found.append(self._late if self.late else ~self._late)
        if self.stage is not None:
            found.append(_STAGES[self.stage])
        return and_(*found)

    @property
    def _late(self) -> ColumnElement[bool]:
        closed = [
            (Submission.track_id == track_id) & (Submission.received_at > closes_at)
            for track_id, closes_at in self.closings.items()
            if closes_at is not None
        ]
        return or_(Submission.id == "", *closed)


_IS_FAULT = Evaluation.verdict == Verdict.INFRASTRUCTURE_FAULT
_STAGES = {
    Stage.JUDGED: (Evaluation.state == EvaluationState.FINAL) & ~_IS_FAULT,
    Stage.WAITING: Evaluation.state.is_(None) | (Evaluation.state != EvaluationState.FINAL),
    Stage.FAULT: _IS_FAULT,
}


def files(
    session: Session,
    wanted: FileFilter,
    *,
    limit: int,
    after: str | None = None,
    order: Order = Order.NEWEST,
) -> list[FileLine]:
    """The first of them in an order; those behind an id where one is given."""
    query = _joined(
        select(
            Submission.id,
            Submission.filename,
            Submission.size_bytes,
            Submission.sha256,
            Submission.received_at,
            Track.slug,
            Membership.alias,
            func.coalesce(Membership.name, Membership.alias, Person.name),
            Evaluation.state,
            Evaluation.verdict,
            Evaluation.score,
            Evaluation.points,
            Evaluation.max_points,
            Evaluation.last_fault,
        ),
        wanted,
    ).where(wanted.condition)
    key, newest = _keys(wanted, order), Submission.id.desc()
    if key is None:
        is_oldest = order is Order.OLDEST
        if after is not None:
            query = query.where(Submission.id > after if is_oldest else Submission.id < after)
        query = query.order_by(Submission.id.asc() if is_oldest else newest)
    else:
        if after is not None:
            where = session.execute(
                _joined(select(key), wanted).where(Submission.id == after)
            ).scalar_one_or_none()
            if where is None:  # it names no file of these: nothing comes behind it
                return []
            query = query.where((key > where) | ((key == where) & (Submission.id < after)))
        query = query.order_by(key, newest)
    return [FileLine(*row) for row in session.execute(query.limit(limit))]


def _keys(wanted: FileFilter, order: Order) -> ColumnElement[Any] | None:
    """What files are put in order by, from the least; None for their ids, which are in order."""
    if order is Order.ALIAS:
        return func.coalesce(Membership.alias, "")
    if order is Order.BEST:
        sign = -1 if wanted.better == "higher" else 1
        reached = func.coalesce(-Evaluation.points, sign * Evaluation.score, sys.float_info.max)
        return cast(reached, Double)
    return None


def count(session: Session, wanted: FileFilter) -> int:
    """How many there are."""
    query = _joined(select(func.count(Submission.id)), wanted).where(wanted.condition)
    return session.scalar(query) or 0


def _joined(columns: Select[*tuple[Any, ...]], wanted: FileFilter) -> Select[*tuple[Any, ...]]:
    return (
        columns.select_from(Submission)
        .join(Track, Track.id == Submission.track_id)
        .join(Person, Person.id == Submission.person_id)
        .outerjoin(
            Membership,
            (Membership.person_id == Submission.person_id)
            & (Membership.course_id == wanted.course_id),
        )
        .outerjoin(
            Evaluation,
            (Evaluation.submission_id == Submission.id)
            & (Evaluation.version_id == wanted.grading_id),
        )
    )


def without_files(
    session: Session, course_id: str, assignment_id: str, track_id: str | None
) -> Sequence[Row[str, str]]:
    """The aliases and names of students who have handed in nothing, on a track or on any."""
    sent = select(ParticipantMember.person_id).join(
        Submission, Submission.participant_id == ParticipantMember.participant_id
    )
    sent = sent.where(ParticipantMember.assignment_id == assignment_id)
    if track_id is not None:
        sent = sent.where(Submission.track_id == track_id)
    return session.execute(
        select(Membership.alias, func.coalesce(Membership.name, Membership.alias))
        .where(
            Membership.course_id == course_id,
            Membership.active,
            Membership.role == Role.STUDENT,
            Membership.person_id.not_in(sent),
        )
        .order_by(Membership.alias)
    ).all()


def newest_reports(
    session: Session, track_id: str, course_id: str, grading_id: str
) -> Sequence[Row[str, str, Verdict | None, dict[str, Any] | None]]:
    """Of every student's newest judged file on a track: its id, alias, verdict and report."""
    newest = (
        select(func.max(Submission.id).label("id"))
        .join(Evaluation, Evaluation.submission_id == Submission.id)
        .where(
            Submission.track_id == track_id,
            Submission.baseline.is_(None),
            Evaluation.version_id == grading_id,
            Evaluation.state == EvaluationState.FINAL,
            Evaluation.verdict != Verdict.INFRASTRUCTURE_FAULT,
        )
        .group_by(Submission.participant_id)
        .subquery()
    )
    return session.execute(
        select(Submission.id, Membership.alias, Evaluation.verdict, Evaluation.report)
        .join(newest, newest.c.id == Submission.id)
        .join(Evaluation, Evaluation.submission_id == Submission.id)
        .join(Membership, Membership.person_id == Submission.person_id)
        .where(
            Evaluation.version_id == grading_id,
            Membership.course_id == course_id,
            Membership.active,
            Membership.role == Role.STUDENT,
        )
        .order_by(Membership.alias)
    ).all()

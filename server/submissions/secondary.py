"""Secondary scores as they are kept, by evaluation, and which of them are missing."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from grader import Bundle, MetricScores, Verdict, released_anew
from server.assignments import queries as assignments
from server.core.models import AssignmentVersion, Evaluation, SecondaryScore, Track

Kept = Mapping[str, MetricScores]
"""What is kept of an evaluation, by metric."""


class ShownVersion(NamedTuple):
    """A version in force whose boards show secondary scores.

    gradings: the versions by which its files are graded. written: how often its boards changed.
    """

    id: str
    assignment_id: str
    metrics: tuple[str, ...]
    gradings: frozenset[str]
    written: int


class Missing(NamedTuple):
    """An evaluation that lacks scores. version_id: the version with whose bundle it is graded."""

    evaluation_id: str
    version_id: str


def of_evaluations(
    session: Session, evaluations: Sequence[str]
) -> dict[str, dict[str, MetricScores]]:
    """What is kept of these evaluations."""
    rows = session.scalars(
        select(SecondaryScore).where(SecondaryScore.evaluation_id.in_(evaluations))
    )
    found: dict[str, dict[str, MetricScores]] = {}
    for row in rows:
        scores = MetricScores(row.metric, row.score, row.private_score, row.released)
        found.setdefault(row.evaluation_id, {})[row.metric] = scores
    return found


def store(session: Session, evaluation_id: str, scores: Iterable[MetricScores]) -> None:
    """Keep scores of an evaluation; what is kept in a metric already stays as it is."""
    known = of_evaluations(session, [evaluation_id]).get(evaluation_id, {})
    for one in scores:
        if one.metric not in known:
            session.add(
                SecondaryScore(
                    evaluation_id=evaluation_id,
                    metric=one.metric,
                    score=one.public,
                    private_score=one.private,
                    released=one.released,
                )
            )
    session.flush()


def round_anew(session: Session, version_id: str, bundle: Bundle) -> None:
    """Let a version's secondary scores be released as its bundle releases them."""
    rows = session.scalars(
        select(SecondaryScore)
        .join(Evaluation, Evaluation.id == SecondaryScore.evaluation_id)
        .where(Evaluation.version_id == version_id)
    )
    for row in rows:
        kept = MetricScores(row.metric, row.score, row.private_score, row.released)
        row.released = released_anew(bundle, kept).released
    session.flush()


def metrics_in_force(session: Session, version: AssignmentVersion) -> tuple[str, ...]:
    """The metrics that are to be shown beside what a version grades.

    Those of the version, and of the one in force, whose boards may stand on its gradings.
    """
    active = assignments.active_version(session, version.assignment_id)
    named = version.parsed.secondary + (() if active is None else active.parsed.secondary)
    return tuple(dict.fromkeys(named))


def shown_versions(session: Session) -> Sequence[ShownVersion]:
    """The versions in force whose boards show secondary scores."""
    rows = session.execute(
        select(AssignmentVersion, func.sum(Track.board_version))
        .join(Track, Track.assignment_id == AssignmentVersion.assignment_id)
        .where(AssignmentVersion.active)
        .group_by(AssignmentVersion.id)
    )
    return [
        ShownVersion(
            version.id,
            version.assignment_id,
            version.parsed.secondary,
            frozenset({version.grading_id, version.standing_id}),
            int(written),
        )
        for version, written in rows
        if version.parsed.secondary
    ]


def missing(session: Session, of: ShownVersion, limit: int) -> Sequence[Missing]:
    """Scored files that lack a score in a metric that is shown."""
    known = (
        select(func.count())
        .where(SecondaryScore.evaluation_id == Evaluation.id, SecondaryScore.metric.in_(of.metrics))
        .scalar_subquery()
    )
    rows = session.execute(
        select(Evaluation.id, Evaluation.version_id)
        .where(
            Evaluation.version_id.in_(of.gradings),
            Evaluation.verdict == Verdict.SCORED,
            known < len(of.metrics),
        )
        .order_by(Evaluation.id)
        .limit(limit)
    )
    return [Missing(*row) for row in rows]

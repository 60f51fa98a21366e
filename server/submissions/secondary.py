"""Secondary scores as they are kept, by evaluation, and which of them are missing."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session

from grader import Bundle, MetricScores, Verdict, released_anew
from server.assignments import queries as assignments
from server.core.models import AssignmentVersion, Evaluation, SecondaryScore, Track

Kept = Mapping[str, MetricScores]
"""What is kept of an evaluation, by metric."""


class ShownVersion(NamedTuple):
    """A version in force whose boards show secondary scores.

    metrics: by the version with whose bundle its files are graded, what these files are to show: by
    name, to how many decimals, None where the bundle does not say. written: how often its boards
    changed.
    """

    id: str
    assignment_id: str
    metrics: Mapping[str, Mapping[str, int | None]]
    written: int


class Missing(NamedTuple):
    """An evaluation that lacks scores, or has them to other decimals than they are shown to.

    version_id: the version with whose bundle it is graded.
    """

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
        found.setdefault(row.evaluation_id, {})[row.metric] = _kept(row)
    return found


def _kept(row: SecondaryScore) -> MetricScores:
    return MetricScores(row.metric, row.score, row.private_score, row.released, row.decimals)


def store(session: Session, evaluation_id: str, scores: Iterable[MetricScores]) -> None:
    """Keep scores of an evaluation, in the place of what is kept in their metrics."""
    for one in scores:
        session.merge(
            SecondaryScore(
                evaluation_id=evaluation_id,
                metric=one.metric,
                score=one.public,
                private_score=one.private,
                released=one.released,
                decimals=one.decimals,
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
        anew = released_anew(bundle, _kept(row))
        row.released, row.decimals = anew.released, anew.decimals
    session.flush()


def metrics_beside(
    session: Session, version: AssignmentVersion, active: AssignmentVersion
) -> dict[str, int | None]:
    """The metrics that are to be shown beside what a version grades, with their decimals.

    Those of the version, and of the one in force, whose boards may stand on its gradings.
    """
    own, in_force = version.parsed.secondary_decimals, active.parsed.secondary_decimals
    return own | in_force | _metrics(session, active).get(version.id, {})


def _metrics(session: Session, active: AssignmentVersion) -> dict[str, dict[str, int | None]]:
    """What a version in force shows beside, by the version of the gradings.

    While everything is graded again, those of the old board show what they did.
    """
    return {
        active.grading_id: active.parsed.secondary_decimals,
        active.standing_id: assignments.shown_by(session, active).parsed.secondary_decimals,
    }


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
            metrics,
            int(written),
        )
        for version, written in rows
        if any((metrics := _metrics(session, version)).values())
    ]


def missing(
    session: Session, version_id: str, decimals: Mapping[str, int], limit: int
) -> Sequence[Missing]:
    """Files that a version has scored and that lack a score in a metric to these decimals."""
    pairs = tuple_(SecondaryScore.metric, SecondaryScore.decimals)
    known = (
        select(func.count())
        .where(SecondaryScore.evaluation_id == Evaluation.id, pairs.in_([*decimals.items()]))
        .scalar_subquery()
    )
    rows = session.execute(
        select(Evaluation.id, Evaluation.version_id)
        .where(
            Evaluation.version_id == version_id,
            Evaluation.verdict == Verdict.SCORED,
            known < len(decimals),
        )
        .order_by(Evaluation.id)
        .limit(limit)
    )
    return [Missing(*row) for row in rows]

"""Reading baselines: what a bundle declares, as submissions that are nobody's."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from server.core.models import Evaluation, Release, Submission, Track


class BaselineLine(NamedTuple):
    """A baseline's scores, as far as a board needs them.

    slug: its own. private: on those rows. released: what participants see on a board of the Ladder.
    """

    slug: str
    value: float
    private: float | None
    released: float | None
    received_at: datetime


def of_track(session: Session, track_id: str, version_id: str) -> Sequence[BaselineLine]:
    """The baselines of a track that have a score under a version, in no order."""
    rows = session.execute(
        select(
            Submission.baseline,
            Evaluation.score,
            Evaluation.private_score,
            Release.score,
            Submission.received_at,
        )
        .join(Evaluation, Evaluation.submission_id == Submission.id)
        .outerjoin(Release, Release.evaluation_id == Evaluation.id)
        .where(
            Submission.track_id == track_id,
            Submission.baseline.is_not(None),
            Evaluation.version_id == version_id,
            Evaluation.score.is_not(None),
        )
    )
    return [
        BaselineLine(slug, score, private, released, received_at)
        for slug, score, private, released, received_at in rows
        if slug is not None and score is not None
    ]


def of_version(session: Session, version_id: str) -> Sequence[Row[Submission, Track, Evaluation]]:
    """Every baseline that is or was graded under a version, whatever came of it."""
    return session.execute(
        select(Submission, Track, Evaluation)
        .join(Track, Track.id == Submission.track_id)
        .join(Evaluation, Evaluation.submission_id == Submission.id)
        .where(Evaluation.version_id == version_id, Submission.baseline.is_not(None))
    ).all()


def by_bytes(session: Session, track_id: str, slug: str, sha256: str) -> Submission | None:
    """The baseline of these bytes, under whatever version it was pushed."""
    return session.scalars(
        select(Submission).where(
            Submission.track_id == track_id,
            Submission.baseline == slug,
            Submission.sha256 == sha256,
        )
    ).one_or_none()


def ungraded(session: Session, assignment_id: str) -> Sequence[Submission]:
    """The baselines of an assignment that no version grades any more."""
    return session.scalars(
        select(Submission)
        .outerjoin(Evaluation, Evaluation.submission_id == Submission.id)
        .where(
            Submission.assignment_id == assignment_id,
            Submission.baseline.is_not(None),
            Evaluation.id.is_(None),
        )
    ).all()


def known(session: Session, submission_ids: Sequence[str]) -> set[str]:
    """Those of these ids that are submissions."""
    return set(session.scalars(select(Submission.id).where(Submission.id.in_(submission_ids))))

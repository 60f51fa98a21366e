"""Which files there should be, and which rows a file belongs to."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from grader import Verdict
from server.assignments.versions import DISCARDED
from server.core.models import AssignmentVersion, Evaluation, Submission


class Expected(NamedTuple):
    """A file that a row speaks of. sha256: of its bytes; of a bundle, of what it holds."""

    id: str
    sha256: str
    size_bytes: int | None = None


def submitted_files(session: Session, after: str, limit: int) -> list[Expected]:
    """The files of the next submissions behind an id, baselines' included."""
    wanted = select(Submission.id, Submission.sha256, Submission.size_bytes)
    ordered = wanted.where(Submission.id > after).order_by(Submission.id).limit(limit)
    return [Expected(*row) for row in session.execute(ordered)]


def scored_under(session: Session, version_id: str, after: str, limit: int) -> Sequence[str]:
    """The ids of the next evaluations of a version behind an id that have a score."""
    wanted = select(Evaluation.id).where(
        Evaluation.version_id == version_id,
        Evaluation.verdict == Verdict.SCORED,
        Evaluation.id > after,
    )
    return session.scalars(wanted.order_by(Evaluation.id).limit(limit)).all()


def kept_versions(session: Session) -> Sequence[AssignmentVersion]:
    """Every version that is not discarded."""
    wanted = select(AssignmentVersion).where(AssignmentVersion.bundle_sha256 != DISCARDED)
    return session.scalars(wanted.order_by(AssignmentVersion.id)).all()


def known_bundles(session: Session, version_ids: Collection[str]) -> set[str]:
    """Those of these ids that are versions whose bundle is kept."""
    wanted = select(AssignmentVersion.id).where(
        AssignmentVersion.id.in_(version_ids), AssignmentVersion.bundle_sha256 != DISCARDED
    )
    return set(session.scalars(wanted))


def known_evaluations(session: Session, evaluation_ids: Collection[str]) -> set[str]:
    """Those of these ids that are evaluations."""
    return set(session.scalars(select(Evaluation.id).where(Evaluation.id.in_(evaluation_ids))))

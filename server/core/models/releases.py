"""Public scores as they were released: what participants read instead of the exact ones.

Until closing who reads them reads nothing else: see docs/leaks.md.
"""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from server.core.models.base import ID_LENGTH, Base
from server.core.models.submissions import FINITE


class Release(Base):
    """What a participant was shown after a scored submission, by the rule of a version.

    Where another version has taken the evaluation over, what was released before stays.
    moved: whether the submission moved it; if not, `score` is what was shown before. Only on the
    Ladder is there one that did not.
    """

    __tablename__ = "releases"
    __table_args__ = (CheckConstraint(f"score {FINITE}", name="score_finite"),)

    evaluation_id: Mapped[str] = mapped_column(
        String(ID_LENGTH), ForeignKey("evaluations.id", ondelete="CASCADE"), primary_key=True
    )
    version_id: Mapped[str] = mapped_column(ForeignKey("assignment_versions.id"), primary_key=True)
    score: Mapped[float]
    moved: Mapped[bool]


class ReleasedStanding(Base):
    """A participant's shown score on a track: what a board reads until closing.

    submission_id, evaluation_id, received_at: on the Ladder of the submission that moved it last,
    or of the first scored one while none has; else of the first that shows this score.
    submissions: how many files were graded.
    """

    __tablename__ = "released_standings"
    __table_args__ = (CheckConstraint(f"score {FINITE}", name="score_finite"),)

    track_id: Mapped[str] = mapped_column(ForeignKey("tracks.id"), primary_key=True)
    participant_id: Mapped[str] = mapped_column(ForeignKey("participants.id"), primary_key=True)
    submission_id: Mapped[str] = mapped_column(ForeignKey("submissions.id"))
    evaluation_id: Mapped[str] = mapped_column(ForeignKey("evaluations.id"))
    version_id: Mapped[str] = mapped_column(ForeignKey("assignment_versions.id"))
    score: Mapped[float]
    received_at: Mapped[datetime]
    submissions: Mapped[int]


class AskedScore(Base):
    """A submission whose score its participant has asked for, which is one of a term's answers."""

    __tablename__ = "asked_scores"
    __table_args__ = (Index(None, "participant_id"),)

    submission_id: Mapped[str] = mapped_column(ForeignKey("submissions.id"), primary_key=True)
    participant_id: Mapped[str] = mapped_column(ForeignKey("participants.id"))
    asked_at: Mapped[datetime]

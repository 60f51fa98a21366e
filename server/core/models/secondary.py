"""Scores in the metrics that rank nobody."""

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from server.core.models.base import ID_LENGTH, Base
from server.core.models.submissions import FINITE

METRIC_LENGTH = 32


class SecondaryScore(Base):
    """What the predictions of an evaluation score in a metric that is shown beside.

    score, private_score: in full precision, over the public and the private rows; empty where there
    is none. released: the public one as participants read it from when the evaluation's own score
    is released. decimals: to how many they are shown; None of what is kept from before metrics had
    their own.
    """

    __tablename__ = "secondary_scores"
    __table_args__ = tuple(
        CheckConstraint(f"{name} IS NULL OR {name} {FINITE}", name=f"{name}_finite")
        for name in ("score", "private_score", "released")
    )

    evaluation_id: Mapped[str] = mapped_column(
        String(ID_LENGTH), ForeignKey("evaluations.id", ondelete="CASCADE"), primary_key=True
    )
    metric: Mapped[str] = mapped_column(String(METRIC_LENGTH), primary_key=True)
    score: Mapped[float | None]
    private_score: Mapped[float | None]
    released: Mapped[float | None]
    decimals: Mapped[int | None] = mapped_column(default=None)

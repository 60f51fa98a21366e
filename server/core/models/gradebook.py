"""Grades of an assignment as they were frozen."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from server.core.models.base import ID_LENGTH, Base
from server.core.models.submissions import FINITE


class FrozenGradebook(Base):
    """The grades of an assignment, kept as they were at a moment; no row while they follow scores.

    heading: what holds for all of them, such as the track and the rule.
    """

    __tablename__ = "frozen_gradebooks"

    assignment_id: Mapped[str] = mapped_column(ForeignKey("assignments.id"), primary_key=True)
    frozen_at: Mapped[datetime]
    frozen_by: Mapped[str] = mapped_column(ForeignKey("people.id"))
    heading: Mapped[dict[str, Any]] = mapped_column(JSON)


class FrozenGrade(Base):
    """The grade of one student then. points: None where nothing is entered for them.

    reached: the scores that they rest on; it names nobody.
    """

    __tablename__ = "frozen_grades"
    __table_args__ = (CheckConstraint(f"points IS NULL OR points {FINITE}", name="points_finite"),)

    assignment_id: Mapped[str] = mapped_column(
        String(ID_LENGTH),
        ForeignKey("frozen_gradebooks.assignment_id", ondelete="CASCADE"),
        primary_key=True,
    )
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), primary_key=True)
    points: Mapped[float | None]
    reached: Mapped[dict[str, Any]] = mapped_column(JSON)

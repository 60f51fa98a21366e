"""Exceptions: what holds for one participant of an assignment alone."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from server.core.models.base import ID_LENGTH, Base

MOST_EXTRA = 1_000_000


class ParticipantException(Base):
    """What a participant was granted, why and by whom.

    opens_at: in the place of the opening for all; None for that. closes_at: a deadline behind that
    for all; None for that. extra_tries: beyond those of each day and of all. extra_s: seconds that
    a program of theirs may take longer.
    """

    __tablename__ = "exceptions"
    __table_args__ = (
        CheckConstraint(f"extra_tries BETWEEN 0 AND {MOST_EXTRA}", name="extra_tries"),
        CheckConstraint(f"extra_s BETWEEN 0 AND {MOST_EXTRA}", name="extra_s"),
    )

    participant_id: Mapped[str] = mapped_column(
        String(ID_LENGTH), ForeignKey("participants.id"), primary_key=True
    )
    opens_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    extra_tries: Mapped[int]
    extra_s: Mapped[int]
    reason: Mapped[str] = mapped_column(String(500))
    given_by: Mapped[str] = mapped_column(ForeignKey("people.id"))
    given_at: Mapped[datetime]

"""The quota ledger: every try that was reserved, settled or given back."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from server.core.models.base import ID_LENGTH, Base, enum_column


class QuotaEntryKind(StrEnum):
    """Why a line is in the ledger."""

    RESERVE = "reserve"
    SETTLE = "settle"
    REFUND = "refund"


class QuotaEntry(Base):
    """A line of the ledger; tries used on a day are the sum of its amounts.

    day: calendar date in the course's time zone.
    """

    __tablename__ = "quota_ledger"
    __table_args__ = (
        UniqueConstraint("submission_id", "kind"),
        Index(None, "participant_id", "day"),
        CheckConstraint(
            "amount = CASE kind WHEN 'reserve' THEN 1 WHEN 'refund' THEN -1 ELSE 0 END",
            name="amount_of_kind",
        ),
    )

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    participant_id: Mapped[str] = mapped_column(ForeignKey("participants.id"))
    submission_id: Mapped[str] = mapped_column(ForeignKey("submissions.id"))
    day: Mapped[date]
    kind: Mapped[QuotaEntryKind] = mapped_column(enum_column(QuotaEntryKind))
    amount: Mapped[int]
    at: Mapped[datetime]

"""Removals: files, and people, that stand on no board for now."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from server.core.models.base import ID_LENGTH, Base, enum_column


class RemovalKind(StrEnum):
    """Who took something off a board: its participant, or staff."""

    WITHDRAWN = "withdrawn"
    DISQUALIFIED = "disqualified"


class Removal(Base):
    """A file that counts for no board, or a participant who stands on none, and why.

    submission_id: the file; None for the participant on the track. ended_at, ended_by: when it was
    taken back, and by whom; None while it holds. At most one of each holds at a time.
    """

    __tablename__ = "removals"
    __table_args__ = (
        CheckConstraint("(ended_at IS NULL) = (ended_by IS NULL)", name="ended_by_somebody"),
        CheckConstraint(
            "kind = 'disqualified' OR submission_id IS NOT NULL", name="only_files_are_withdrawn"
        ),
        Index(
            "uq_removals_file",
            "submission_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL AND submission_id IS NOT NULL"),
            postgresql_where=text("ended_at IS NULL AND submission_id IS NOT NULL"),
        ),
        Index(
            "uq_removals_participant",
            "track_id",
            "participant_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL AND submission_id IS NULL"),
            postgresql_where=text("ended_at IS NULL AND submission_id IS NULL"),
        ),
    )

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    kind: Mapped[RemovalKind] = mapped_column(enum_column(RemovalKind))
    track_id: Mapped[str] = mapped_column(ForeignKey("tracks.id"))
    participant_id: Mapped[str] = mapped_column(ForeignKey("participants.id"))
    submission_id: Mapped[str | None] = mapped_column(ForeignKey("submissions.id"))
    reason: Mapped[str] = mapped_column(String(500))
    by_id: Mapped[str] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    ended_by: Mapped[str | None] = mapped_column(ForeignKey("people.id"), default=None)

"""Participants: who hands in to an assignment and is ranked there."""

from datetime import datetime

from sqlalchemy import ForeignKey, ForeignKeyConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from server.core.models.base import ID_LENGTH, Base


class Participant(Base):
    """The owner of tries, standings, released scores and idempotency keys in an assignment.

    Whoever decides about these locks its row. It is there from the first upload or exception on,
    and has one member.
    """

    __tablename__ = "participants"
    __table_args__ = (UniqueConstraint("id", "assignment_id"),)

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    assignment_id: Mapped[str] = mapped_column(ForeignKey("assignments.id"))
    created_at: Mapped[datetime]


class ParticipantMember(Base):
    """Which participant a person is in an assignment: exactly one."""

    __tablename__ = "participant_members"
    __table_args__ = (
        ForeignKeyConstraint(
            ["participant_id", "assignment_id"], ["participants.id", "participants.assignment_id"]
        ),
    )

    assignment_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), primary_key=True, index=True)
    participant_id: Mapped[str] = mapped_column(String(ID_LENGTH), index=True)

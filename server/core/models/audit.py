"""The audit trail: who did what to what, and when."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from server.core.models.base import ID_LENGTH, Base


class AuditEvent(Base):
    """One act worth remembering. detail never holds secrets, labels, names or code.

    course_id: the course whose instructors may read of it. network: that of the client's address.
    request_id: of the request that it was done by. All are None for what the server does of itself.
    """

    __tablename__ = "audit_events"

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    actor_id: Mapped[str | None] = mapped_column(ForeignKey("people.id"))
    action: Mapped[str] = mapped_column(String(64))
    subject: Mapped[str]
    detail: Mapped[dict[str, Any]] = mapped_column(JSON)
    course_id: Mapped[str | None] = mapped_column(ForeignKey("courses.id"), default=None)
    network: Mapped[str | None] = mapped_column(String(64), default=None)
    request_id: Mapped[str | None] = mapped_column(String(64), default=None)

    __table_args__ = (Index("ix_audit_events_course_id_id", "course_id", "id"),)

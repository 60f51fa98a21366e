"""Mail that is to be sent."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.core.models.base import ID_LENGTH, Base


class OutboxMail(Base):
    """A mail to a person, written in the transaction of what causes it.

    recipient, subject, body: None once it was sent or given up, as a body may hold a secret.
    due_at: when it is to be sent, or tried again, at the earliest; None once it is done. tries: how
    often sending it was begun. course_id: of which course it was, None for several. outcome: what
    became of it once it is done, and said: what the mail server answered where it refused.
    """

    __tablename__ = "outbox_mails"

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), index=True)
    recipient: Mapped[str | None]
    subject: Mapped[str | None]
    body: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime]
    due_at: Mapped[datetime | None] = mapped_column(index=True)
    tries: Mapped[int]
    course_id: Mapped[str | None] = mapped_column(ForeignKey("courses.id"), default=None)
    outcome: Mapped[str | None] = mapped_column(String(16), default=None)
    said: Mapped[str | None] = mapped_column(String(200), default=None)

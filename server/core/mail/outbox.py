"""The outbox: mail waits in the database, several servers send it, none of it twice at once.

A server that dies between sending a mail and noting it sends it again: twice is better than never.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.orm import Session

from server.core.clock import now
from server.core.identifiers import new_id
from server.core.models import OutboxMail

GIVEN_UP_AFTER = timedelta(days=1)
_CLAIMED = timedelta(minutes=10)  # longer than sending takes: another server takes it up then
_FIRST_DELAY = timedelta(minutes=1)
_LONGEST_DELAY = timedelta(hours=2)
_AT_ONCE = 10
_KEPT = timedelta(days=2)
_DONE: dict[str, None] = dict.fromkeys(("recipient", "subject", "body", "due_at"))


@dataclass(frozen=True)
class Mail:
    """What is sent to whom."""

    recipient: str
    subject: str
    body: str


@dataclass(frozen=True)
class Claimed:
    """A mail that this server is to send now. tries: this one included."""

    id: str
    mail: Mail
    created_at: datetime
    tries: int


def put(session: Session, person_id: str, mail: Mail) -> None:
    """Send a mail once the transaction is durable."""
    session.add(
        OutboxMail(
            id=new_id(),
            person_id=person_id,
            recipient=mail.recipient,
            subject=mail.subject,
            body=mail.body,
            created_at=now(),
            due_at=now(),
            tries=0,
        )
    )


def count_since(session: Session, person_id: str, moment: datetime) -> int:
    """How many were put for somebody since then, at most two days back."""
    recent = (OutboxMail.person_id == person_id, OutboxMail.created_at > moment)
    return session.scalar(select(func.count()).where(*recent)) or 0


def is_due(session: Session) -> bool:
    """Whether any is to be sent now."""
    return session.scalars(select(OutboxMail.id).where(_due()).limit(1)).first() is not None


def claim(session: Session) -> Sequence[Claimed]:
    """Some that are due, the oldest first; nobody else sends them for ten minutes."""
    due = select(OutboxMail).where(_due()).order_by(OutboxMail.due_at).limit(_AT_ONCE)
    found = []
    for row in session.scalars(due.with_for_update(skip_locked=True)):
        row.due_at = now() + _CLAIMED
        row.tries += 1
        mail = Mail(row.recipient or "", row.subject or "", row.body or "")
        found.append(Claimed(row.id, mail, row.created_at, row.tries))
    return found


def end(session: Session, mail_id: str) -> None:
    """Forget what was in one, as it was sent or never will be; and those that ended days ago."""
    session.execute(
        update(OutboxMail)
        .where(OutboxMail.id == mail_id)
        .values(_DONE)
        .execution_options(synchronize_session=False)
    )
    session.execute(
        delete(OutboxMail)
        .where(OutboxMail.due_at.is_(None), OutboxMail.created_at < now() - _KEPT)
        .execution_options(synchronize_session=False)
    )


def forget(session: Session, person_id: str) -> None:
    """Send somebody nothing of what waits, and forget what was in it."""
    session.execute(
        update(OutboxMail)
        .where(OutboxMail.person_id == person_id, OutboxMail.due_at.is_not(None))
        .values(_DONE)
        .execution_options(synchronize_session=False)
    )


def postpone(session: Session, claimed: Claimed) -> bool:
    """Try one again later, each time twice as much later; False where it is given up instead."""
    if now() - claimed.created_at >= GIVEN_UP_AFTER:
        end(session, claimed.id)
        return False
    delay = min(_FIRST_DELAY * 2 ** min(claimed.tries - 1, 10), _LONGEST_DELAY)
    session.execute(
        update(OutboxMail)
        .where(OutboxMail.id == claimed.id)
        .values(due_at=now() + delay)
        .execution_options(synchronize_session=False)
    )
    return True


def _due() -> ColumnElement[bool]:
    return OutboxMail.due_at <= now()

"""The outbox: mail waits in the database, several servers send it, none of it twice at once.

A server that dies between sending a mail and noting it sends it again: twice is better than never.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

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
_KEPT = timedelta(days=30)  # that it was sent, and not what was in it
_LONGEST_SAID = 200
_DONE: dict[str, str | None] = dict.fromkeys(("recipient", "subject", "body", "due_at"))


class MailOutcome(StrEnum):
    """What became of a mail."""

    SENT = "sent"
    REFUSED = "refused"
    GIVEN_UP = "given_up"
    FORGOTTEN = "forgotten"


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


def put(session: Session, person_id: str, mail: Mail, course_id: str | None = None) -> None:
    """Send a mail once the transaction is durable. course_id: where it is of one course alone."""
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
            course_id=course_id,
        )
    )


def count_since(session: Session, person_id: str, moment: datetime) -> int:
    """How many were put for somebody since then, at most thirty days back."""
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


def latest(session: Session, course_id: str, people: Collection[str]) -> dict[str, OutboxMail]:
    """The newest mail of a course to each of these people who got one, by person."""
    newest = (
        select(func.max(OutboxMail.id))
        .where(OutboxMail.course_id == course_id)
        .group_by(OutboxMail.person_id)
    )
    found = session.scalars(select(OutboxMail).where(OutboxMail.id.in_(newest)))
    return {mail.person_id: mail for mail in found if mail.person_id in people}


def end(session: Session, mail_id: str, outcome: MailOutcome, said: str | None = None) -> None:
    """Forget what was in one, as it was sent or never will be; and those that ended long ago.

    said: what the mail server answered.
    """
    session.execute(
        update(OutboxMail)
        .where(OutboxMail.id == mail_id)
        .values(_DONE | {"outcome": outcome.value, "said": said and said[:_LONGEST_SAID]})
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
        .values(_DONE | {"outcome": MailOutcome.FORGOTTEN.value})
        .execution_options(synchronize_session=False)
    )


def postpone(session: Session, claimed: Claimed) -> bool:
    """Try one again later, each time twice as much later; False where it is given up instead."""
    if now() - claimed.created_at >= GIVEN_UP_AFTER:
        end(session, claimed.id, MailOutcome.GIVEN_UP)
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

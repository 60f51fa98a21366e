"""The audit trail is written in the transaction of the act itself, and logged once that is durable.

Names, e-mail addresses, secrets, labels and scores are never handed in: people are named by their
ids, and in a course by their aliases.
"""

from collections.abc import Mapping
from datetime import datetime

import structlog
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from server.core.clock import now
from server.core.database import after_commit
from server.core.identifiers import new_id
from server.core.models import AuditEvent
from server.core.origin import current_origin

PARKED = "evaluation.parked"
SENT_FOR = "submission.on_behalf"
COPIED = "course.copy"
_KEPT = (PARKED, SENT_FOR)
Value = str | int | float | bool | None
Detail = Value | Mapping[str, Value]

log = structlog.get_logger("gradus.audit")


def record(
    session: Session,
    actor_id: str | None,
    action: str,
    subject: str,
    *,
    course_id: str | None = None,
    **detail: Detail,
) -> None:
    """Remember that `actor_id` did `action` to `subject`.

    course_id: the course whose instructors may read of it. detail: what it was `before` and `after`
    where it is changed, and what else says what was done.
    """
    origin = current_origin()
    event = AuditEvent(
        id=new_id(),
        at=now(),
        actor_id=actor_id,
        action=action,
        subject=subject,
        detail=detail,
        course_id=course_id,
        network=None if origin is None else origin.network,
        request_id=None if origin is None else origin.request_id,
    )
    session.add(event)
    told = {
        "actor": actor_id,
        "action": action,
        "subject": subject,
        "course": course_id,
        "network": event.network,
        "request_id": event.request_id,
        "detail": detail,
    }
    after_commit(session, lambda: log.info("audit", **told))


def remove_old(session: Session, before: datetime) -> None:
    """Remove what happened before that moment.

    What says why a try was given back stays, and who sent a file in the place of its participant.
    """
    session.execute(
        delete(AuditEvent).where(AuditEvent.at < before, AuditEvent.action.not_in(_KEPT)),
        execution_options={"synchronize_session": False},
    )


def copied_from(session: Session, course_id: str) -> str | None:
    """The course of which one was made; None where it was made of none, or long ago."""
    event = session.scalars(
        select(AuditEvent).where(AuditEvent.action == COPIED, AuditEvent.subject == course_id)
    ).first()
    return None if event is None else str(event.detail["source"])

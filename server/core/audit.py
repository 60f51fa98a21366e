"""The audit trail is written in the transaction of the act itself."""

from sqlalchemy.orm import Session

from server.core.clock import now
from server.core.identifiers import new_id
from server.core.models import AuditEvent

PARKED = "evaluation.parked"


def record(
    session: Session, actor_id: str | None, action: str, subject: str, **detail: str | int | None
) -> None:
    """Remember that `actor_id` did `action` to `subject`. Never hand secrets in as detail."""
    session.add(
        AuditEvent(
            id=new_id(), at=now(), actor_id=actor_id, action=action, subject=subject, detail=detail
        )
    )

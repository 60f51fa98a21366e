"""Whether something stands on no board: one condition, for every statement that asks."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, and_, bindparam, exists, or_, select
from sqlalchemy.orm import Session

from server.core import sql
from server.core.models import Removal, Submission

_HOLDS = Removal.ended_at.is_(None)
_TAKES_OFF = or_(
    Removal.submission_id == Submission.id,
    and_(
        Removal.submission_id.is_(None),
        Removal.participant_id == Submission.participant_id,
        Removal.track_id == Submission.track_id,
    ),
)
_OF_SUBMISSION = (
    select(Removal)
    .join(Submission, _TAKES_OFF)
    .where(_HOLDS, Submission.id == bindparam("submission_id"))
)


def is_removed() -> ColumnElement[bool]:
    """Whether a submission of a statement is taken off its board, alone or with its participant."""
    return exists().where(_HOLDS, _TAKES_OFF)


def of_submission(session: Session, submission_id: str) -> Removal | None:
    """What took a submission off its board; where both were, that of the file."""
    found = sql.read(session, _OF_SUBMISSION, {"submission_id": submission_id})
    rows = [removal for (removal,) in found]
    return next((one for one in rows if one.submission_id is not None), rows[0] if rows else None)


def of_submissions(session: Session, ids: Collection[str]) -> dict[str, Removal]:
    """The same of many, by their ids; nothing of those that count."""
    asked = select(Submission.id, Removal).join(Removal, _TAKES_OFF)
    by_id: dict[str, Removal] = {}
    for id_, removal in session.execute(asked.where(_HOLDS, Submission.id.in_(ids))):
        if id_ not in by_id or removal.submission_id is not None:
            by_id[id_] = removal
    return by_id

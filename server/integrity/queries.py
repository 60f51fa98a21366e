"""Reading whole tables, a few hundred rows at a time, and what contradicts itself in them.

What boards and workers read is read here by other statements: a mistake in theirs shows.
"""

from collections.abc import Iterator, Sequence
from typing import TypeVarTuple

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session

from server.core.models import AssignmentVersion

Ts = TypeVarTuple("Ts")

_AT_ONCE = 500


def stream(session: Session, statement: Select[*Ts]) -> Iterator[Row[*Ts]]:
    """The rows of a statement, a few hundred at a time."""
    yield from session.execute(statement.execution_options(yield_per=_AT_ONCE))


def assignments(session: Session) -> Sequence[str]:
    """The ids of all assignments that have a version in force."""
    wanted = select(AssignmentVersion.assignment_id).where(AssignmentVersion.active)
    return session.scalars(wanted.order_by(AssignmentVersion.assignment_id)).all()

"""Limits on how often something is done, counted in the database, so that all servers share them.

A limit is a purse: so much may be spent at once, and one comes back every so often. A row says when
the purse is full again, which one statement moves on; what is full again has no row.
"""

import hashlib
import time
from dataclasses import dataclass

from sqlalchemy import case, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from server.core.models import SpentLimit

MOST_ROWS = 100_000


@dataclass(frozen=True)
class Limit:
    """at_once: how often it may be done. every_s: seconds until one of these comes back.

    longest_s: for which somebody is held off at most, however often they go on.
    """

    name: str
    at_once: int
    every_s: float
    longest_s: float = 900.0

    def key(self, whom: str) -> str:
        """By which it is known what of this limit somebody has spent; it tells nothing of them."""
        return hashlib.sha256(f"{self.name}\0{whom}".encode()).hexdigest()


def spend(session: Session, limit: Limit, whom: str, *, times: int = 1) -> float:
    """Count that somebody did it again; for how many seconds they have to wait, 0 for none.

    The more often they go on, the longer that is.
    """
    moment = time.time()
    latest = moment + limit.at_once * limit.every_s + limit.longest_s
    more, until = limit.every_s * times, SpentLimit.until
    # beyond the latest is what was counted before the clock was set back: nothing is owed of it
    later = case((until > latest, moment), (until > moment, until), else_=moment) + more
    build = sqlite.insert if session.connection().dialect.name == "sqlite" else postgresql.insert
    adding = build(SpentLimit).values(key=limit.key(whom), until=min(moment + more, latest))
    spent = session.scalars(
        adding.on_conflict_do_update(
            index_elements=[SpentLimit.key],
            set_={"until": case((later > latest, latest), else_=later)},
        ).returning(SpentLimit.until),
        execution_options={"populate_existing": True},
    ).one()
    return max(0.0, spent - moment - limit.at_once * limit.every_s)


def remove_old(session: Session) -> None:
    """Remove what has come back, and of more rows than are kept those that come back first."""
    before = time.time()
    newest = select(SpentLimit.until).order_by(SpentLimit.until.desc())
    beyond = session.scalars(newest.offset(MOST_ROWS).limit(1)).first()
    session.execute(
        delete(SpentLimit).where(SpentLimit.until <= max(before, beyond or before)),
        execution_options={"synchronize_session": False},
    )

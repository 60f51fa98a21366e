"""Tokens and links that let nobody in: counted for their address and for what was shown.

Nobody is kept out by others: what is right is let in whatever was counted, and nothing is counted
or asked for it. Whoever goes on showing what is wrong is told to wait, the longer the more they
do, and while they should wait nothing is written for them.
"""

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.core import audit, limits, problems
from server.core.cache import Cache
from server.core.database import Database
from server.core.errors import RequestProblemError
from server.core.limits import Limit
from server.core.models import Course, Membership, SignInLink
from server.core.origin import current_origin, network_of
from server.core.outages import outage_of
from server.identity.rules import RefusedError

OF_ADDRESS = Limit("refused of an address", at_once=600, every_s=6.0)  # a campus is one address
OF_SECRET = Limit("refused secret", at_once=60, every_s=60.0)  # tried by whomever, from anywhere
OF_PERSON = Limit("forbidden of a person", at_once=20, every_s=60.0)
FORBIDDEN = frozenset({"admin_only", "larger_token", "scope_missing", "staff_only"})
_NETWORK_BITS = {4: 32, 6: 64}  # what one of them has
_MOST_HELD = 10_000
_MOST_MISSED = 1_000
_REMOVED_EVERY_S = 600.0


@dataclass
class _Hold:
    """Somebody who is to wait. missed: what they did meanwhile, and is counted later."""

    until: float
    missed: int = 0


class Refusals:
    """What is refused by this process, counted for all."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._held: Cache[str, _Hold] = Cache(_MOST_HELD)
        self._removed_at = time.time()

    def answer(self, error: RefusedError) -> RequestProblemError:
        """What to raise for it: itself, or 429 with the same reason after too many."""
        counted = _counted(error)
        wait_s = self._wait_on(counted)
        if wait_s <= 0:
            try:
                wait_s = self._count(error, counted)
            except Exception as trouble:
                if outage_of(trouble) is None:
                    raise
        if wait_s <= 0:
            return error
        retry_s = math.ceil(wait_s)
        return RequestProblemError(
            HTTPStatus.TOO_MANY_REQUESTS,
            problems.TOO_MANY_REFUSED(retry_s=retry_s),
            *error.problems,
            headers={"Retry-After": str(retry_s)},
        )

    def note_forbidden(self, person_id: str, code: str, asked: str, course: str | None) -> None:
        """Remember that somebody tried what their role or token does not let them.

        Of who goes on and on it is remembered now and then, with how often it was meanwhile. asked:
        the method and the route. course: the slug of the course, whose staff may read of it.
        """
        if code not in FORBIDDEN or self._wait_on([(OF_PERSON, person_id)]) > 0:
            return
        key = OF_PERSON.key(person_id)
        missed = self._missed(key)
        try:
            act = (person_id, code, asked, course, missed)
            wait_s = self._database.write(_write_forbidden, act)
        except Exception as trouble:
            if outage_of(trouble) is None:
                raise
            return
        if wait_s > 0:
            self._held.put(key, _Hold(time.time() + wait_s))

    def _wait_on(self, counted: Sequence[tuple[Limit, str]]) -> float:
        """For how long who is told to wait has to go on; what they do meanwhile is noted."""
        longest = 0.0
        for limit, whom in counted:
            hold = self._held.get(limit.key(whom))
            if hold is not None and hold.until > time.time():
                hold.missed = min(hold.missed + 1, _MOST_MISSED)
                longest = max(longest, hold.until - time.time())
        return longest

    def _count(self, error: RefusedError, counted: Sequence[tuple[Limit, str]]) -> float:
        missed = [self._missed(limit.key(whom)) for limit, whom in counted]
        is_late = time.time() - self._removed_at > _REMOVED_EVERY_S
        if is_late:
            self._removed_at = time.time()
        waits = self._database.write(_write, error, counted, missed, removes=is_late)
        for (limit, whom), wait_s in zip(counted, waits, strict=True):
            if wait_s > 0:
                self._held.put(limit.key(whom), _Hold(time.time() + wait_s))
        return max(waits)

    def _missed(self, key: str) -> int:
        hold = self._held.get(key)
        self._held.discard(key)
        return 0 if hold is None else hold.missed


def _counted(error: RefusedError) -> list[tuple[Limit, str]]:
    """What is counted of a refusal, and for whom."""
    origin = current_origin()
    found = [(OF_SECRET, error.secret_hash)]
    if origin is not None:
        found.append((OF_ADDRESS, network_of(origin.address, _NETWORK_BITS)))
    return found


def _write(
    session: Session,
    error: RefusedError,
    counted: Sequence[tuple[Limit, str]],
    missed: Sequence[int],
    *,
    removes: bool,
) -> list[float]:
    """Count a refusal with those that were missed before it; how long each is to wait."""
    waits = [
        limits.spend(session, limit, whom, times=1 + more)
        for (limit, whom), more in zip(counted, missed, strict=True)
    ]
    _record(session, error, max(missed))
    if removes:
        limits.remove_old(session)
    return waits


def _write_forbidden(session: Session, act: tuple[str, str, str, str | None, int]) -> float:
    """Count and remember what somebody tried; for how long nothing more is written of them."""
    person_id, code, asked, course, missed = act
    wait_s = limits.spend(session, OF_PERSON, person_id, times=1 + missed)
    is_member = Membership.person_id == person_id, Membership.active
    of_course = (
        select(Course.id)
        .join(Membership, Membership.course_id == Course.id)
        .where(Course.slug == course, *is_member)
    )
    audit.record(
        session,
        person_id,
        "access.forbid",
        asked,
        course_id=session.scalars(of_course).one_or_none(),
        reason=code,
        **_unrecorded(missed),
    )
    return wait_s


def _unrecorded(missed: int) -> dict[str, int]:
    """How many like it were not remembered since the last one that was, if there were any."""
    return {"unrecorded": missed} if missed else {}


def _record(session: Session, error: RefusedError, missed: int) -> None:
    """Remember it, by what it was once or by the beginning of its hash."""
    known, shown = error.known, error.secret_hash[:12]
    subject = shown if known is None or isinstance(known, SignInLink) else known.id
    audit.record(
        session,
        None,
        "access.refuse",
        subject,
        course_id=None if known is None else known.course_id,
        person=None if known is None else known.person_id,
        reason=error.problems[0].code,
        **_unrecorded(missed),
    )

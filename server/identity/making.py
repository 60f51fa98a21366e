"""How many ways in are made: by one person, and for one person."""

import math
from http import HTTPStatus

from sqlalchemy.orm import Session

from server.core import limits, problems
from server.core.errors import RequestProblemError
from server.core.limits import Limit

BY_ONE = Limit("ways made by", at_once=5_000, every_s=0.72)  # for a large course, in one go
FOR_ONE = Limit("ways made for", at_once=60, every_s=60.0)


def limit_maker(session: Session, maker_id: str) -> None:
    """Count a link that `maker_id` makes for somebody of a whole course. Raises 429 for too many.

    What others have made for that person is not counted: they would keep a course from its links.
    """
    _refuse_soon(limits.spend(session, BY_ONE, maker_id))


def limit_making(session: Session, maker_id: str, person_id: str) -> None:
    """Count a token or link that `maker_id` makes for `person_id`. Raises 429 for too many."""
    by_one, for_one = (
        limits.spend(session, limit, who)
        for limit, who in ((BY_ONE, maker_id), (FOR_ONE, person_id))
    )
    _refuse_soon(max(by_one, for_one))


def _refuse_soon(wait_s: float) -> None:
    if wait_s > 0:
        retry_s = math.ceil(wait_s)
        raise RequestProblemError(
            HTTPStatus.TOO_MANY_REQUESTS,
            problems.TOO_MANY_MADE(retry_s=retry_s),
            headers={"Retry-After": str(retry_s)},
        )

"""Whether the quota balances: each try taken once, and settled or given back as came of its file.

What a submission may have, by its entries in the ledger:

    nothing             it is of staff, who try for free
    reserve             it is not final under the version that boards stand on
    reserve, settle     it was graded
    reserve, refund     it failed by our fault, or could not be read
"""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from server.integrity import queries, try_queries
from server.integrity.findings import NO_TRY, OVER_LIMIT, WRONG_LEDGER, Finding
from server.integrity.try_queries import Tries


def check_tries(session: Session) -> Iterator[Finding]:
    """Submissions whose entries do not balance, and participants above every limit there was."""
    for one in try_queries.tries(session):
        subject = f"submission {one.submission_id}"
        if wrong := _wrong_entries(session, one):
            yield Finding(WRONG_LEDGER, subject, wrong)
        elif not one.reserved and try_queries.is_student(session, one.person_id, one.assignment_id):
            yield Finding(NO_TRY, subject)
    for assignment_id in queries.assignments(session):
        yield from _check_limits(session, assignment_id)


def _wrong_entries(session: Session, one: Tries) -> str:
    """Why the entries of a submission cannot be; empty where they can.

    A file that has failed by our fault may have been graded since, in the same evaluation.
    """
    closed = one.settled + one.refunded
    seen = {
        "entries of another participant": one.foreign,
        "a try was settled or given back that was never taken": closed and not one.reserved,
        "its try was settled or given back more than once": closed > 1,
        "it is graded, and its try is still open": one.reserved and not closed and one.counted,
        "its try is settled, and nothing of it was graded": one.settled and not one.final,
        "it has cost a try for a fault of ours": one.settled and 0 < one.final == one.faults,
        "its try was given back, and it was graded": _given_back_for_nothing(session, one),
    }
    return next((wrong for wrong, is_so in seen.items() if is_so), "")


def _given_back_for_nothing(session: Session, one: Tries) -> bool:
    has_reason = one.faults or one.invalid or not one.final
    return (
        bool(one.refunded)
        and not has_reason
        and not try_queries.was_parked(session, one.submission_id)
    )


def _check_limits(session: Session, assignment_id: str) -> Iterator[Finding]:
    """Tries above the largest limit that any version has: a smaller one may have come later.

    Whoever was ever granted more is left out: how many they had then is not known any more.
    """
    granted = try_queries.were_granted_tries(session, assignment_id)
    quotas = [one.parsed.quota for one in try_queries.versions_of(session, assignment_id)]
    per_day = max(quota.per_day for quota in quotas)
    for owner, day, count in try_queries.used_on_days(session, assignment_id, per_day):
        if owner in granted:
            continue
        yield Finding(OVER_LIMIT, f"participant {owner}", f"{count} of {per_day} tries on {day}")
    totals = [quota.total for quota in quotas if quota.total is not None]
    if len(totals) == len(quotas):
        total = max(totals)
        for owner, count in try_queries.used_ever(session, assignment_id, total):
            if owner not in granted:
                told = f"{count} of {total} tries in all"
                yield Finding(OVER_LIMIT, f"participant {owner}", told)

"""Late files over both databases: what they spend, who agreed to it, and what everybody sees."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest
import time_machine
from sqlalchemy import event
from sqlalchemy.orm import Session

from server.assignments import quota
from server.assignments.access import assignment_access
from server.assignments.late import LateDays, late_days
from server.assignments.participants import terms_of_viewer
from server.assignments.schedule import dates_of
from server.core.database import SqliteDatabase
from server.core.errors import RequestProblemError
from server.core.models import QuotaEntryKind
from server.exceptions.grants import Grant
from server.exceptions.rules import give_all
from server.submissions.disclosure import Disclosure

CLOSES = datetime(2026, 5, 1, 9, tzinfo=UTC)
DAY, MINUTE, TICK = timedelta(days=1), timedelta(minutes=1), timedelta(microseconds=1)
GRACE = 10 * MINUTE
LATE = "[late]\ngrace_minutes = 10\nmost_days = 2\npurse = 3\n"
Make = Callable[..., Path]


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(CLOSES - DAY, tick=False) as found:
        yield found


def dated(make: Make, slug: str = "small", **options: Any) -> Path:
    top = f"closes_at = {CLOSES.isoformat()}\n{options.pop('top', '')}"
    return make(top=top, tables=options.pop("tables", LATE), slug=slug, **options)


@pytest.fixture
def has(database: Any, people: Any) -> Callable[..., LateDays | None]:
    """What somebody has of late days."""

    def work(who: str = "momo", slug: str = "small") -> LateDays | None:
        with database.read() as session:
            return late_days(session, assignment_access(session, people[who], "ml", slug))

    return work


def refused_of(submit: Any, *arguments: Any, **options: Any) -> tuple[int, str, Any]:
    with pytest.raises(RequestProblemError) as refused:
        submit(*arguments, **options)
    (problem,) = refused.value.problems
    return refused.value.status, problem.code, (problem.values.get("spends"))


def test_in_the_grace_a_file_is_on_time_and_then_it_spends_a_day_if_that_is_agreed_to(
    clock: Any, push: Any, prediction_bundle: Make, submit: Any, has: Any
) -> None:
    push(dated(prediction_bundle))
    clock.move_to(CLOSES + GRACE)
    submit()
    assert has() == LateDays(spent=0, left=2)
    clock.move_to(CLOSES + GRACE + TICK)
    assert refused_of(submit) == (409, "late_day", 1)
    assert has() == LateDays(spent=0, left=2)
    submit(late=True)
    assert has() == LateDays(spent=1, left=1)
    clock.move_to(CLOSES + DAY + GRACE)
    submit()  # the same day is spent once
    assert has() == LateDays(spent=1, left=1)
    clock.move_to(CLOSES + 2 * DAY + GRACE)
    assert refused_of(submit) == (409, "late_day", 1)
    assert refused_of(submit, "ken") == (409, "late_day", 2)
    submit("ken", late=True)
    assert has("ken") == LateDays(spent=2, left=0)
    clock.move_to(CLOSES + 2 * DAY + GRACE + TICK)
    assert refused_of(submit, "ken", late=True)[:2] == (403, "closed")


def test_a_purse_is_shared_by_the_assignments_of_the_course(
    clock: Any, push: Any, prediction_bundle: Make, submit: Any, has: Any
) -> None:
    push(dated(prediction_bundle))
    push(dated(prediction_bundle, "other"), "other")
    clock.move_to(CLOSES + 2 * DAY)
    submit(late=True)
    assert has("momo", "other") == LateDays(spent=0, left=1)
    assert refused_of(submit, slug="other", late=True) == (403, "no_late_day", 2)
    assert has("ken", "other") == LateDays(spent=0, left=2)


def test_without_a_section_late_files_are_refused(
    clock: Any, push: Any, prediction_bundle: Make, submit: Any, has: Any
) -> None:
    push(dated(prediction_bundle, tables=""))
    clock.move_to(CLOSES + TICK)
    assert refused_of(submit, late=True)[:2] == (403, "closed")
    assert has() is None


def test_a_try_that_is_given_back_gives_its_late_day_back(
    clock: Any, push: Any, prediction_bundle: Make, submit: Any, has: Any, database: Any
) -> None:
    push(dated(prediction_bundle))
    clock.move_to(CLOSES + DAY)
    sent = submit(late=True).submission.id
    database.write(quota.settle_or_refund, sent, QuotaEntryKind.REFUND)
    assert has() == LateDays(spent=0, left=2)
    assert refused_of(submit) == (409, "late_day", 1)


def test_of_two_uploads_at_once_to_two_assignments_one_gets_the_last_day(
    clock: Any, push: Any, prediction_bundle: Make, submit: Any, has: Any
) -> None:
    tables = LATE.replace("purse = 3", "purse = 1")
    slugs = ("small", "other")
    for slug in slugs:
        push(dated(prediction_bundle, slug, tables=tables), slug)
    for slug in slugs:
        submit(slug=slug)
    clock.move_to(CLOSES + DAY)
    barrier, ends = Barrier(2), []

    def send(slug: str) -> None:
        barrier.wait()
        try:
            submit(slug=slug, late=True)
        except RequestProblemError as error:
            ends.append(error.problems[0].code)
        else:
            ends.append("taken")

    threads = [Thread(target=send, args=(slug,)) for slug in slugs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ends) == ["no_late_day", "taken"]
    assert sum(has("momo", slug).spent for slug in slugs) == 1


def test_nobody_reads_exact_scores_while_late_files_are_taken(
    clock: Any, push: Any, prediction_bundle: Make, people: Any, database: Any
) -> None:
    push(dated(prediction_bundle, release="answers"))

    def is_exact() -> bool:
        with database.read() as session:
            access = assignment_access(session, people["ken"], "ml", "small")
            shown = Disclosure.of(access, access.tracks["unrestricted"], datetime.now(UTC))
            return not shown.is_released

    found = []
    for moment in (CLOSES + TICK, CLOSES + 2 * DAY + GRACE, CLOSES + 2 * DAY + GRACE + TICK):
        clock.move_to(moment)
        found.append(is_exact())
    assert found == [False, False, True]


def test_who_hands_in_on_time_waits_for_no_statement_more(
    clock: Any, push: Any, prediction_bundle: Make, submit: Any, database: Any
) -> None:
    asked: list[str] = []
    if isinstance(database, SqliteDatabase):  # its statements do not all pass the engine
        database.write(_trace, asked)
    else:
        event.listen(database.engine, "before_cursor_execute", lambda *all_: asked.append(all_[2]))
    found, tries = [], "[quota]\nper_day = 9\n"
    push(dated(prediction_bundle, tables=""))
    for tables in (tries, LATE + tries):
        push(dated(prediction_bundle, tables=tables))
        submit()
        asked.clear()
        submit()
        found.append(len(asked))
    assert found[0] == found[1] > 0
    clock.move_to(CLOSES + DAY)
    asked.clear()
    submit(late=True)
    assert len(asked) > found[1]


def _trace(session: Session, asked: list[str]) -> None:
    """Note every statement of the only connection that writes."""
    driver: Any = session.connection().connection.driver_connection
    driver.set_trace_callback(asked.append)


def test_late_files_are_never_taken_past_the_reveal(
    clock: Any, push: Any, prediction_bundle: Make, submit: Any
) -> None:
    reveal = CLOSES + DAY
    push(dated(prediction_bundle, top=f"reveal_at = {reveal.isoformat()}\n"))
    clock.move_to(reveal)
    submit(late=True)
    clock.move_to(reveal + TICK)
    assert refused_of(submit, late=True)[:2] == (403, "closed")


def test_a_deadline_of_ones_own_is_what_late_days_are_counted_from(
    clock: Any,
    push: Any,
    prediction_bundle: Make,
    submit: Any,
    has: Any,
    database: Any,
    people: Any,
) -> None:
    """Taken late are those files until the class's late days are over, or the own deadline is."""
    push(dated(prediction_bundle))
    with database.read() as session:
        access = assignment_access(session, people["sensei"], "ml", "small")
    grants = (
        Grant(("momo",), "ill", closes_at=CLOSES + DAY),
        Grant(("ken",), "ill", closes_at=CLOSES + 5 * DAY),
    )
    clock.move_to(CLOSES - DAY)
    database.write(give_all, access, grants, moves_reveal=False)
    clock.move_to(CLOSES + DAY)
    submit()
    clock.move_to(CLOSES + 2 * DAY)
    assert refused_of(submit) == (409, "late_day", 1)
    submit(late=True)
    assert has() == LateDays(spent=1, left=1)
    with database.read() as session:
        access = assignment_access(session, people["ken"], "ml", "small")
        terms = terms_of_viewer(session, access)
        dates = dates_of(access.definition, access.tracks["unrestricted"], terms)
    assert dates.ends_at == dates.asked_until == CLOSES + 5 * DAY

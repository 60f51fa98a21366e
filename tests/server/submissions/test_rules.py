"""What makes an upload a submission, what refuses it, and that a refusal leaves nothing."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier, get_ident
from typing import Any

import pytest
import time_machine
from sqlalchemy import event, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from server.core.clock import now
from server.core.database import PostgresDatabase, SqliteDatabase
from server.core.errors import RequestProblemError
from server.core.models import (
    Base,
    Evaluation,
    Participant,
    ParticipantMember,
    QuotaEntry,
    Submission,
)
from server.core.queue import Priority

Database = SqliteDatabase | PostgresDatabase
Make = Callable[..., Path]


def counts(database: Database, *tables: type[Base]) -> list[int]:
    with database.read() as session:
        return [session.scalar(select(func.count()).select_from(table)) or 0 for table in tables]


@pytest.fixture
def quota_of_two(push, prediction_bundle: Make) -> None:
    push(prediction_bundle(tables="[quota]\nper_day = 2"))


def test_an_upload_becomes_a_submission_that_waits_to_be_graded(
    database: Database, engine, push, submit, prediction_bundle: Make
) -> None:
    push(prediction_bundle())
    accepted = submit()

    assert accepted.position == 1
    assert engine.told == [(accepted.evaluation.id, Priority.UPLOAD)]
    assert counts(database, Submission, Evaluation, QuotaEntry) == [1, 1, 1]


def test_the_position_counts_those_who_wait(push, submit, prediction_bundle: Make) -> None:
    push(prediction_bundle())

    assert [submit(who).position for who in ("momo", "ken", "momo")] == [1, 2, 3]


@pytest.mark.usefixtures("quota_of_two")
def test_the_quota_ends_the_day_and_comes_back_at_midnight_of_the_course(submit) -> None:
    """Tokyo's midnight is 15:00 UTC."""
    with time_machine.travel(datetime(2026, 5, 1, 14, 30, tzinfo=UTC), tick=False) as clock:
        submit()
        submit()
        with pytest.raises(RequestProblemError, match="over_quota") as caught:
            submit()
        assert caught.value.status == 429
        assert caught.value.headers == {"Retry-After": "1800"}
        clock.move_to(datetime(2026, 5, 1, 15, 0, tzinfo=UTC))
        submit()


@pytest.mark.usefixtures("quota_of_two")
def test_a_file_from_before_midnight_takes_a_try_of_the_day_on_which_it_came(submit) -> None:
    """However long it took to be kept; the day after is as long as ever."""
    midnight = datetime(2026, 5, 1, 15, 0, tzinfo=UTC)
    moment = timedelta(milliseconds=50)
    with time_machine.travel(midnight + moment, tick=False):
        submit(received_at=midnight - 3 * moment)
        submit(received_at=midnight - 2 * moment)
        for _ in range(2):
            with pytest.raises(RequestProblemError, match="over_quota") as caught:
                submit(received_at=midnight - moment)
            assert caught.value.problems[0].values["day"] == "2026-05-01"
        submit()
        submit()
        with pytest.raises(RequestProblemError, match="over_quota"):
            submit()


@pytest.mark.usefixtures("quota_of_two")
def test_a_refused_upload_leaves_nothing(database: Database, engine, submit) -> None:
    submit()
    submit()
    with pytest.raises(RequestProblemError):
        submit()

    assert counts(database, Submission, Evaluation, QuotaEntry) == [2, 2, 2]
    assert len(engine.told) == 2


@pytest.mark.usefixtures("quota_of_two")
def test_quotas_of_two_people_do_not_touch(database: Database, submit) -> None:
    for who in ("momo", "ken", "momo", "ken"):
        submit(who)
    for who in ("momo", "ken"):
        with pytest.raises(RequestProblemError, match="over_quota"):
            submit(who)

    assert counts(database, Submission, QuotaEntry) == [4, 4]


@pytest.mark.usefixtures("quota_of_two")
def test_staff_try_for_free(database: Database, submit) -> None:
    for _ in range(4):
        submit("ta")
    assert counts(database, Submission, QuotaEntry) == [4, 0]


def test_of_a_hundred_simultaneous_uploads_exactly_the_quota_is_accepted(
    database: Database, push, submit, prediction_bundle: Make
) -> None:
    push(prediction_bundle(tables="[quota]\nper_day = 5"))

    def attempt(_: int) -> bool:
        try:
            submit()
        except RequestProblemError as error:
            return error.status != 429
        return True

    with ThreadPoolExecutor(32) as pool:
        accepted = sum(pool.map(attempt, range(100)))

    assert accepted == 5
    assert counts(database, Submission, Evaluation, QuotaEntry) == [5, 5, 5]
    assert counts(database, Participant, ParticipantMember) == [1, 1]


def test_of_two_first_uploads_at_once_the_second_is_of_the_first_ones_participant(
    database: Database, push, submit, prediction_bundle: Make
) -> None:
    if isinstance(database, SqliteDatabase):
        pytest.skip("SQLite has one writer at a time")
    push(prediction_bundle())
    both_look = Barrier(2, timeout=30)
    looked = set()

    def meet(*call: Any) -> None:
        """Let nobody make a participant before both have found none."""
        if "FROM participant_members" in call[2] and get_ident() not in looked:
            looked.add(get_ident())
            both_look.wait()

    event.listen(database.engine, "after_cursor_execute", meet)
    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(lambda _: submit().submission, range(2))
    event.remove(database.engine, "after_cursor_execute", meet)

    assert len(looked) == 2
    assert first.participant_id == second.participant_id
    assert counts(database, Participant, ParticipantMember, Submission) == [1, 1, 2]


def test_everybody_is_one_participant_in_each_assignment(
    push, submit, prediction_bundle: Make
) -> None:
    for slug in ("small", "other"):
        push(prediction_bundle(slug=slug), slug)

    found = [
        submit(who, slug=slug).submission.participant_id
        for who in ("momo", "ken", "momo")
        for slug in ("small", "other")
    ]

    assert len(set(found)) == 4
    assert found[:2] == found[4:]


@pytest.mark.usefixtures("quota_of_two")
def test_nobody_is_two_participants_of_one_assignment(database: Database, submit) -> None:
    submission = submit().submission
    other = Participant(id="other", assignment_id=submission.assignment_id, created_at=now())
    database.write(Session.add, other)
    again = ParticipantMember(
        assignment_id=submission.assignment_id,
        person_id=submission.person_id,
        participant_id=other.id,
    )

    with pytest.raises(IntegrityError):
        database.write(Session.add, again)


@pytest.mark.usefixtures("quota_of_two")
@pytest.mark.parametrize("wrong", [{"participant_id": None}, {"baseline": "mean"}])
def test_a_submission_is_somebodys_unless_it_is_a_baseline(
    database: Database, submit, wrong: dict[str, str | None]
) -> None:
    submit()

    with pytest.raises(IntegrityError):
        database.write(Session.execute, update(Submission).values(**wrong))


@pytest.mark.usefixtures("quota_of_two")
def test_the_same_key_gives_the_same_submission_and_costs_one_try(
    database: Database, submit
) -> None:
    first = submit(key="k")
    again = submit(key="k")

    assert (again.submission.id, again.repeated) == (first.submission.id, True)
    assert counts(database, Submission, QuotaEntry) == [1, 1]


@pytest.mark.usefixtures("quota_of_two")
def test_a_repeated_key_is_answered_even_when_the_quota_is_used(submit) -> None:
    first = submit(key="k")
    submit()

    assert submit(key="k").submission.id == first.submission.id


@pytest.mark.usefixtures("quota_of_two")
@pytest.mark.parametrize("other", [{"sha256": "1" * 64}, {"track": "restricted"}])
def test_the_same_key_for_something_else_is_refused(submit, other: dict[str, str]) -> None:
    submit(key="k")

    with pytest.raises(RequestProblemError, match="idempotency_conflict") as caught:
        submit(key="k", **other)
    assert caught.value.status == 409


@pytest.mark.usefixtures("quota_of_two")
def test_two_people_may_use_the_same_key(submit) -> None:
    assert submit("momo", key="k").submission.id != submit("ken", key="k").submission.id


@pytest.mark.usefixtures("quota_of_two")
def test_simultaneous_repeats_of_one_key_make_one_submission(database: Database, submit) -> None:
    with ThreadPoolExecutor(8) as pool:
        ids = {done.submission.id for done in pool.map(lambda _: submit(key="k"), range(16))}

    assert len(ids) == 1
    assert counts(database, Submission, QuotaEntry) == [1, 1]


@pytest.mark.usefixtures("quota_of_two")
@pytest.mark.parametrize("track", ["nonsense", "", None])
def test_a_track_that_is_not_there_is_refused_with_those_that_are(submit, track) -> None:
    with pytest.raises(RequestProblemError, match="wrong_track") as caught:
        submit(track=track)

    assert caught.value.problems[0].values["tracks"] == "unrestricted, restricted"


def test_the_deadline_is_the_last_moment_that_counts(push, submit, prediction_bundle: Make) -> None:
    closes_at = datetime(2026, 7, 1, 23, 59, 59, tzinfo=UTC)
    push(prediction_bundle(top=f"closes_at = {closes_at.isoformat()}"))

    with time_machine.travel(closes_at, tick=False) as clock:
        submit()
        clock.move_to(closes_at + timedelta(seconds=1))
        with pytest.raises(RequestProblemError, match="closed"):
            submit()
        submit("ta")


def test_nothing_is_taken_before_the_opening(push, submit, prediction_bundle: Make) -> None:
    opens_at = datetime(2026, 7, 1, tzinfo=UTC)
    push(prediction_bundle(top=f"opens_at = {opens_at.isoformat()}"))

    with time_machine.travel(opens_at - timedelta(seconds=1), tick=False) as clock:
        with pytest.raises(RequestProblemError, match="not_open"):
            submit()
        clock.move_to(opens_at)
        submit()


def test_a_bundle_may_bound_the_tries_of_all_days(
    push: Any, submit: Any, prediction_bundle: Callable[..., Path]
) -> None:
    push(prediction_bundle(tables="[quota]\nper_day = 2\ntotal = 3\n"))
    today = now()
    for moment in (today, today, today + timedelta(days=1)):
        submit(received_at=moment)
    for later in (today + timedelta(days=1), today + timedelta(days=9)):
        with pytest.raises(RequestProblemError) as refused:
            submit(received_at=later)
        assert (refused.value.status, refused.value.problems[0].code) == (429, "over_total")


def test_a_pause_takes_no_files_and_ends_with_a_push(
    push: Any, submit: Any, prediction_bundle: Callable[..., Path]
) -> None:
    push(prediction_bundle())
    version = push(prediction_bundle(top="paused = true"))
    assert version.changed == ["dates"]
    with pytest.raises(RequestProblemError, match="paused") as refused:
        submit()
    assert refused.value.status == 403
    submit("sensei")
    push(prediction_bundle())
    submit()


def test_a_clock_that_is_set_back_keeps_the_order_and_is_told(
    database: Database, push, submit, prediction_bundle: Callable[..., Path]
) -> None:
    """An hour ahead and back: the later file stays the later one, and both moments are known."""
    push(prediction_bundle())
    moment = now().replace(microsecond=0)
    ahead = submit(received_at=moment + timedelta(hours=1)).submission
    back = submit(received_at=moment).submission
    soon = submit(received_at=moment + timedelta(minutes=61)).submission

    assert ahead.received_at < back.received_at < soon.received_at
    assert back.received_at - ahead.received_at == timedelta(microseconds=1)
    assert [one.clock_at for one in (ahead, back, soon)] == [None, moment, None]
    assert back.came_at == moment


def test_a_try_is_of_the_day_that_the_clock_says(
    database: Database, push, submit, prediction_bundle: Callable[..., Path]
) -> None:
    """A clock that was two days ahead takes no tries of days to come once it is right again."""
    push(prediction_bundle(tables="[quota]\nper_day = 1\n"))
    moment = now()
    submit(received_at=moment + timedelta(days=2))
    submit(received_at=moment)

    with pytest.raises(RequestProblemError, match="over_quota"):
        submit(received_at=moment)


def _trace(session: Session, written: list[str]) -> None:
    """Note every statement of the only connection that writes."""
    driver: Any = session.connection().connection.driver_connection
    driver.set_trace_callback(written.append)


@pytest.mark.usefixtures("quota_of_two")
def test_who_has_no_try_left_is_refused_before_anything_is_written(
    database: Database, submit, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else those whose uploads share the commit would all be committed one by one."""
    for _ in range(2):
        submit()
    written: list[str] = []
    if isinstance(database, SqliteDatabase):  # its statements do not all pass the engine
        database.write(_trace, written)
    else:
        event.listen(
            database.engine, "before_cursor_execute", lambda *all_: written.append(all_[2])
        )
    with pytest.raises(RequestProblemError, match="over_quota"):
        submit()
    assert written
    assert [text for text in written if text.lstrip()[:6] in ("INSERT", "UPDATE", "DELETE")] == []

"""Exceptions over both databases: who may submit when and how often, and what everybody sees."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest
import time_machine
from sqlalchemy import func, select

from server.assignments.access import assignment_access
from server.assignments.participants import terms_of_viewer
from server.assignments.schedule import dates_of, dates_of_all
from server.core.errors import RequestProblemError
from server.core.models import AuditEvent, Membership, ParticipantException, QuotaEntry, Track
from server.exceptions.grants import Grant
from server.exceptions.plan import Plan, make_plan
from server.exceptions.rules import end_all, give_all
from server.submissions.disclosure import Disclosure

OPENS = datetime(2026, 5, 1, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
CLOSES, REVEAL = OPENS + 4 * HOUR, OPENS + 10 * HOUR
Make = Callable[..., Path]
MOMO = Grant(("momo",), "ill")


def dated(make: Make, reveal: datetime | None = REVEAL, **options: str) -> Path:
    dates = {"opens_at": OPENS, "closes_at": CLOSES, "reveal_at": reveal}
    lines = (f"{name} = {moment.isoformat()}" for name, moment in dates.items() if moment)
    return make(top="\n".join(lines), **options)


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(OPENS + HOUR, tick=False) as found:
        yield found


@pytest.fixture
def give(database: Any, people: Any) -> Callable[..., Plan]:
    """Gives exceptions as the instructor, or as another."""

    def work(*grants: Grant, who: str = "sensei", moves_reveal: bool = False) -> Plan:
        with database.read() as session:
            access = assignment_access(session, people[who], "ml", "small")
        plan: Plan
        plan, _ = database.write(give_all, access, grants, moves_reveal=moves_reveal)
        return plan

    return work


@pytest.fixture
def exact_at(database: Any, people: Any) -> Callable[[str], bool]:
    """Whether somebody is shown exact public scores now."""

    def work(who: str) -> bool:
        with database.read() as session:
            access = assignment_access(session, people[who], "ml", "small")
            shown = Disclosure.of(access, access.tracks["unrestricted"], datetime.now(UTC))
            return not shown.is_released

    return work


def codes(refused: pytest.ExceptionInfo[RequestProblemError]) -> list[str]:
    return [problem.code for problem in refused.value.problems]


def test_a_deadline_of_ones_own_is_ones_own(
    clock: Any, push: Any, prediction_bundle: Make, give: Any, submit: Any
) -> None:
    push(dated(prediction_bundle))
    give(replace(MOMO, closes_at=CLOSES + HOUR))
    clock.move_to(CLOSES + HOUR)
    submit("momo")
    with pytest.raises(RequestProblemError, match="closed"):
        submit("ken")
    clock.shift(1)
    with pytest.raises(RequestProblemError, match="closed") as refused:
        submit("momo")
    assert refused.value.problems[0].values["closes_at"] == "2026-05-01T23:00+09:00"


def test_an_opening_of_ones_own_may_be_earlier_or_later(
    clock: Any, push: Any, prediction_bundle: Make, give: Any, submit: Any
) -> None:
    push(dated(prediction_bundle))
    give(replace(MOMO, opens_at=OPENS - HOUR), Grant(("ken",), "slot", opens_at=OPENS + 2 * HOUR))
    clock.move_to(OPENS - HOUR)
    submit("momo")
    clock.move_to(OPENS + HOUR)
    with pytest.raises(RequestProblemError, match="not_open"):
        submit("ken")
    clock.move_to(OPENS + 2 * HOUR)
    submit("ken")


def test_extra_tries_are_used_on_whatever_day_others_have_none_left(
    clock: Any, push: Any, prediction_bundle: Make, give: Any, submit: Any
) -> None:
    push(prediction_bundle(tables="[quota]\nper_day = 1\ntotal = 3\n"))
    give(replace(MOMO, extra_tries=2))
    submit("momo")
    submit("momo")  # the first extra one
    clock.shift(timedelta(days=1))
    submit("momo")
    submit("momo")  # the second
    with pytest.raises(RequestProblemError, match="over_quota"):
        submit("momo")
    clock.shift(timedelta(days=1))
    submit("momo")  # the fifth of 3 + 2
    with pytest.raises(RequestProblemError, match="over_total") as refused:
        submit("momo")
    assert refused.value.problems[0].values["total"] == "5"
    submit("ken")
    with pytest.raises(RequestProblemError, match="over_quota"):
        submit("ken")


def test_of_many_at_once_no_more_are_taken_than_were_granted(
    push: Any, prediction_bundle: Make, give: Any, submit: Any, database: Any
) -> None:
    push(prediction_bundle(tables="[quota]\nper_day = 1\n"))
    give(replace(MOMO, extra_tries=2))
    start, refused = Barrier(8), []

    def work() -> None:
        start.wait()
        try:
            submit("momo")
        except RequestProblemError as error:
            refused.append(str(error))

    threads = [Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.read() as session:
        assert session.scalar(select(func.sum(QuotaEntry.amount))) == 3
    assert refused == ["over_quota"] * 5


@pytest.mark.parametrize("release", ["rounded", "answers"])
def test_nobody_reads_an_exact_score_before_the_last_who_was_granted_time_has_closed(
    clock: Any,
    push: Any,
    prediction_bundle: Make,
    give: Any,
    submit: Any,
    exact_at: Any,
    release: str,
) -> None:
    """Else a friend's exact scores would be answers about labels that momo is still asked for."""
    push(dated(prediction_bundle, release=release))
    give(replace(MOMO, closes_at=CLOSES + 3 * HOUR), Grant(("ken",), "x", extra_tries=1))
    for passed, is_exact in ((0, False), (1, False), (3, False), (3.01, True)):
        clock.move_to(CLOSES + passed * HOUR)
        assert {exact_at("momo"), exact_at("ken")} == {is_exact}, passed


def test_the_ladder_tells_nothing_more_for_an_exception(
    clock: Any, push: Any, prediction_bundle: Make, give: Any, exact_at: Any
) -> None:
    push(dated(prediction_bundle, release="ladder"))
    give(replace(MOMO, closes_at=CLOSES + HOUR))
    clock.move_to(CLOSES + 2 * HOUR)
    assert not exact_at("momo")


def test_ending_the_last_exception_lets_the_class_close_as_it_was_said(
    clock: Any,
    push: Any,
    prediction_bundle: Make,
    give: Any,
    exact_at: Any,
    database: Any,
    people: Any,
) -> None:
    push(dated(prediction_bundle, release="rounded"))
    give(replace(MOMO, closes_at=CLOSES + HOUR), Grant(("ken",), "x", closes_at=CLOSES + 2 * HOUR))
    clock.move_to(CLOSES + HOUR / 2)
    with database.read() as session:
        access = assignment_access(session, people["sensei"], "ml", "small")
        versions = dict(session.execute(select(Track.id, Track.board_version)).all())
    changed = database.write(end_all, access, ["ken"])
    assert not exact_at("ken")
    assert sorted(changed) == sorted(versions)
    database.write(end_all, access, ["momo"])
    assert exact_at("momo")
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(ParticipantException)) == 0
        after = dict(session.execute(select(Track.id, Track.board_version)).all())
    assert after == {id_: version + 2 for id_, version in versions.items()}
    assert database.write(end_all, access, ["momo"]) == []
    with pytest.raises(RequestProblemError, match="not_found"):
        database.write(end_all, access, ["nobody"])


def test_a_track_that_a_push_adds_keeps_exact_scores_back_as_the_others_do(
    clock: Any, push: Any, prediction_bundle: Make, give: Any, database: Any
) -> None:
    folder = dated(prediction_bundle, release="rounded")
    push(folder)
    give(replace(MOMO, closes_at=CLOSES + HOUR))
    toml = folder / "assignment.toml"
    more = (
        '\n[[tracks]]\nslug = "third"\ntitle.en = "Third"\nrules.en = "None."\nproof = "claimed"\n'
    )
    toml.write_text(toml.read_text() + more)
    push(folder)
    with database.read() as session:
        moments = session.scalars(select(Track.extended_until)).all()
    assert moments == [CLOSES + HOUR] * 3


def test_past_the_reveal_nothing_is_given_unless_the_reveal_moves(
    clock: Any, push: Any, prediction_bundle: Make, give: Any, database: Any, people: Any
) -> None:
    push(dated(prediction_bundle))
    late = replace(MOMO, closes_at=REVEAL + HOUR)
    with pytest.raises(RequestProblemError) as refused:
        give(late)
    assert codes(refused) == ["exception_past_reveal"]
    plan = give(late, moves_reveal=True)
    assert [one.code for one in plan.warnings] == ["exception_moves_reveal"] * 2
    with database.read() as session:
        access = assignment_access(session, people["momo"], "ml", "small")
        assert {one.reveal_at for one in access.tracks.values()} == {REVEAL + HOUR}
        told = session.scalars(select(AuditEvent.action)).all()
    assert [told.count("exception.give"), told.count("assignment.reveal")] == [1, 2]


def test_after_the_reveal_nobody_is_given_time(
    clock: Any, push: Any, prediction_bundle: Make, give: Any
) -> None:
    push(dated(prediction_bundle))
    clock.move_to(REVEAL)
    for moves_reveal in (False, True):
        with pytest.raises(RequestProblemError) as refused:
            give(replace(MOMO, closes_at=REVEAL + HOUR), moves_reveal=moves_reveal)
        assert codes(refused) == ["exception_revealed"]


def test_no_push_reveals_to_who_was_granted_time(
    clock: Any, push: Any, prediction_bundle: Make, give: Any, database: Any
) -> None:
    push(dated(prediction_bundle))
    give(replace(MOMO, closes_at=CLOSES + 3 * HOUR))
    with pytest.raises(RequestProblemError, match="extended_after_reveal"):
        push(dated(prediction_bundle, reveal=CLOSES + 2 * HOUR))
    push(dated(prediction_bundle, reveal=CLOSES + 3 * HOUR))
    with database.read() as session:
        assert set(session.scalars(select(Track.extended_until))) == {CLOSES + 3 * HOUR}


@pytest.mark.parametrize(
    ("grant", "code"),
    [
        (replace(MOMO, people=()), "exception_nobody"),
        (replace(MOMO, people=("nobody",), extra_tries=1), "exception_unknown"),
        (replace(MOMO, people=("ta",), extra_tries=1), "exception_for_staff"),
        (replace(MOMO, people=("momo", " MOMO "), extra_tries=1), "exception_twice"),
        (MOMO, "exception_empty"),
        (replace(MOMO, reason=" ", extra_tries=1), "exception_without_reason"),
        (replace(MOMO, closes_at=OPENS), "exception_over"),
        (replace(MOMO, closes_at=CLOSES), "exception_no_later"),
        (replace(MOMO, closes_at=OPENS + 2 * HOUR), "exception_no_later"),
        (replace(MOMO, opens_at=CLOSES), "exception_opens_too_late"),
        (
            replace(MOMO, opens_at=CLOSES + 2 * HOUR, closes_at=CLOSES + HOUR),
            "exception_before_opening",
        ),
    ],
)
def test_what_cannot_be_given_is_said_and_nothing_is_done(
    clock: Any,
    push: Any,
    prediction_bundle: Make,
    give: Any,
    database: Any,
    grant: Grant,
    code: str,
) -> None:
    push(dated(prediction_bundle))
    good = Grant(("ken",), "x", extra_tries=1)
    with pytest.raises(RequestProblemError) as refused:
        give(good, grant)
    assert code in codes(refused)
    assert refused.value.status == 422
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(ParticipantException)) == 0


def test_a_deadline_before_the_opening_is_refused(
    clock: Any, push: Any, prediction_bundle: Make, give: Any
) -> None:
    push(dated(prediction_bundle))
    clock.move_to(OPENS - 5 * HOUR)
    with pytest.raises(RequestProblemError) as refused:
        give(replace(MOMO, closes_at=OPENS - HOUR))
    assert codes(refused) == ["exception_before_opening"]


def test_nothing_opens_before_it_is_seen(
    clock: Any, push: Any, prediction_bundle: Make, give: Any
) -> None:
    seen = f"visible_from = {OPENS.isoformat()}\nopens_at = {(OPENS + HOUR).isoformat()}"
    push(prediction_bundle(top=seen))
    with pytest.raises(RequestProblemError) as refused:
        give(replace(MOMO, opens_at=OPENS - HOUR))
    assert codes(refused) == ["exception_unseen"]


def test_where_nothing_closes_there_is_no_deadline_to_put_off(
    clock: Any, push: Any, prediction_bundle: Make, give: Any
) -> None:
    push(prediction_bundle())
    with pytest.raises(RequestProblemError) as refused:
        give(replace(MOMO, closes_at=CLOSES, extra_s=60))
    assert codes(refused) == ["exception_no_programs", "exception_never_closes"]


def test_an_assistant_and_a_student_give_none(
    clock: Any, push: Any, prediction_bundle: Make, give: Any
) -> None:
    push(dated(prediction_bundle))
    for who in ("ta", "momo"):
        with pytest.raises(RequestProblemError, match="staff_only"):
            give(replace(MOMO, extra_tries=1), who=who)


def test_who_is_named_by_number_address_or_old_alias_is_the_same_person(
    clock: Any, push: Any, prediction_bundle: Make, give: Any, database: Any
) -> None:
    push(dated(prediction_bundle))

    def number(session: Any) -> None:
        session.scalars(
            select(Membership).where(Membership.alias == "momo")
        ).one().student_number = "s1"
        session.scalars(
            select(Membership).where(Membership.alias == "ken")
        ).one().student_number = "s2"

    database.write(number)
    (by_number,) = give(Grant(("S1",), "x", extra_tries=1)).planned
    (by_alias,) = give(Grant(("momo",), "x", extra_tries=2)).planned
    assert by_number.addressed.member.alias == by_alias.addressed.member.alias == "momo"
    assert by_alias.before is not None
    assert by_alias.before.extra_tries == 1


def test_an_alias_that_looks_like_another_s_number_gets_nothing_of_theirs(
    database: Any, people: Any, push: Any, prediction_bundle: Make, give: Any, clock: Any
) -> None:
    push(dated(prediction_bundle))

    def disguise(session: Any) -> None:
        ken = session.scalars(select(Membership).where(Membership.alias == "ken")).one()
        momo = session.scalars(select(Membership).where(Membership.alias == "momo")).one()
        ken.student_number, momo.alias = "B200", "B200"

    database.write(disguise)
    with pytest.raises(RequestProblemError) as refused:
        give(Grant(("b200",), "ill", extra_tries=3))
    assert codes(refused) == ["exception_ambiguous"]


def test_no_new_track_reveals_to_who_was_granted_time(
    push: Any, prediction_bundle: Make, give: Any, clock: Any
) -> None:
    folder = dated(prediction_bundle)
    push(folder)
    give(replace(MOMO, closes_at=REVEAL + HOUR), moves_reveal=True)
    toml = folder / "assignment.toml"
    more = '[[tracks]]\nslug = "third"\ntitle.en = "3"\nrules.en = "None."\nproof = "claimed"\n'
    toml.write_text(f"{toml.read_text()}\n{more}")
    with pytest.raises(RequestProblemError, match="extended_after_reveal"):
        push(folder)


def test_what_it_does_to_everybody_is_said_before(
    clock: Any, push: Any, prediction_bundle: Make, database: Any, people: Any
) -> None:
    push(dated(prediction_bundle, release="rounded"))

    def warned(hours: float, moment: datetime) -> list[str]:
        clock.move_to(moment)
        with database.read() as session:
            access = assignment_access(session, people["sensei"], "ml", "small")
            grant = replace(MOMO, closes_at=CLOSES + hours * HOUR)
            plan = make_plan(session, access, [grant], moves_reveal=True)
            return [one.code for one in plan.warnings]

    assert warned(1, OPENS) == ["exception_holds_exact"]
    assert warned(3, CLOSES + HOUR) == ["exception_exact_were_shown", "exception_holds_exact"]
    moved = ["exception_holds_exact", *["exception_moves_reveal"] * 2]
    assert warned(7, OPENS) == moved


def test_the_trail_says_who_gave_what_and_not_why(
    clock: Any, push: Any, prediction_bundle: Make, give: Any, database: Any, people: Any
) -> None:
    push(dated(prediction_bundle))
    give(replace(MOMO, reason="a secret illness", extra_tries=1))
    give(replace(MOMO, reason="a secret illness", extra_tries=2))
    with database.read() as session:
        given = select(AuditEvent).where(AuditEvent.action == "exception.give")
        events = sorted(session.scalars(given), key=lambda event: str(event.detail["after"]))
    assert [event.actor_id for event in events] == [people["sensei"].person_id] * 2
    assert events[1].detail["before"]["extra_tries"] == 1
    assert events[1].detail["after"]["extra_tries"] == 2
    assert events[1].detail["person"] == people["momo"].person_id
    assert "secret" not in str([event.detail for event in events])


def test_the_dates_of_the_class_stay_and_ones_own_are_never_earlier(
    clock: Any, push: Any, prediction_bundle: Make, give: Any, database: Any, people: Any
) -> None:
    """A push may put the deadline of all behind one that was granted before."""
    push(dated(prediction_bundle))
    give(replace(MOMO, closes_at=CLOSES + HOUR))
    later = dated(prediction_bundle)
    toml = later / "assignment.toml"
    said, then = CLOSES.isoformat(), (CLOSES + 2 * HOUR).isoformat()
    toml.write_text(toml.read_text().replace(f"closes_at = {said}", f"closes_at = {then}"))
    push(later)
    with database.read() as session:
        access = assignment_access(session, people["momo"], "ml", "small")
        terms = terms_of_viewer(session, access)
        track = access.tracks["unrestricted"]
        own = dates_of(access.definition, track, terms)
        of_all = dates_of_all(access.definition, access.tracks.values(), None)
    assert own.closes_at == of_all.closes_at == CLOSES + 2 * HOUR
    assert terms.closes_at == CLOSES + HOUR

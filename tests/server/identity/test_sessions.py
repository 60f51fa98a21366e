"""Browser sessions: each opens what its browser has shown a way into, and ends with that."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from server.core.clock import now
from server.core.database import PostgresDatabase, SqliteDatabase
from server.core.errors import RequestProblemError
from server.core.models import Course, Scope, Token, WebSession
from server.courses.roster import apply_roster
from server.courses.roster_reading import read_roster
from server.courses.rules import create_course
from server.identity import rules as identity
from server.identity import sessions
from server.identity.last_uses import LastUses
from server.identity.rules import ALL_SCOPES, Viewer

Database = SqliteDatabase | PostgresDatabase
LIFETIMES = sessions.Lifetimes(longest=timedelta(days=10), idle=timedelta(days=2))


def open_by_token(
    database: Database, person_id: str, earlier: str | None = None, **of_token: object
) -> tuple[str, str]:
    """A new token, and the cookie that it opens."""

    def work(session: Session) -> tuple[str, str]:
        made = {"label": "x", "scopes": ALL_SCOPES, "days": 5, **of_token}
        token = identity.issue_token(session, person_id, **made)  # type: ignore[arg-type]
        session.flush()
        shown = identity.viewer_of_token(session, token)
        return token, sessions.open_web_session(session, shown, LIFETIMES, earlier=earlier)

    return database.write(work)


def open_by_link(
    database: Database, person_id: str, course_id: str, earlier: str | None = None
) -> str:
    """The cookie that a new link opens."""

    def work(session: Session) -> str:
        link = identity.issue_sign_in_link(session, person_id, course_id, hours=1)
        session.flush()
        shown = identity.use_sign_in_link(session, link)
        return sessions.open_web_session(session, shown, LIFETIMES, earlier=earlier)

    return database.write(work)


def viewer(database: Database, cookie: str) -> Viewer | None:
    with database.read() as session:
        return sessions.viewer_of_web_session(session, cookie, LIFETIMES.idle)


def enters(database: Database, cookie: str, *course_ids: str) -> list[bool]:
    found = viewer(database, cookie)
    assert found is not None
    return [found.may_enter(course_id) for course_id in course_ids]


@pytest.fixture
def other(database: Database, admin: Viewer) -> Course:
    """A second course."""
    return database.write(create_course, admin, slug="dl", title="DL", time_zone="UTC", locale="en")


def test_a_session_ends_by_signing_out(database: Database, people: dict[str, Viewer]) -> None:
    _, first = open_by_token(database, people["momo"].person_id)
    _, second = open_by_token(database, people["momo"].person_id)
    database.write(sessions.close_web_session, first)

    assert viewer(database, first) is None
    assert viewer(database, second) is not None


def test_a_session_ends_with_its_token(database: Database, people: dict[str, Viewer]) -> None:
    momo = people["momo"].person_id
    _, kept = open_by_token(database, momo)
    _, revoked = open_by_token(database, momo, label="revoked")
    _, expired = open_by_token(database, momo, days=0.5)
    database.write(identity.revoke_tokens, momo, label="revoked")

    assert viewer(database, revoked) is None
    with time_machine.travel(now() + timedelta(days=1), tick=False):
        assert viewer(database, expired) is None
        assert viewer(database, kept) is not None


def test_a_session_ends_unused_and_at_the_latest_when_it_was_to(
    database: Database, people: dict[str, Viewer]
) -> None:
    _, cookie = open_by_token(database, people["momo"].person_id, days=100)
    began, uses = now(), LastUses(database)

    for day in range(1, 12):
        with time_machine.travel(began + timedelta(days=day), tick=False):
            found = viewer(database, cookie)
            assert (found is not None) == (day < 10), day
            if found is not None:
                uses.note(found)
                uses.write()
    _, unused = open_by_token(database, people["momo"].person_id, days=100)
    with time_machine.travel(began + timedelta(days=2, hours=1), tick=False):
        assert viewer(database, unused) is None


def test_a_use_is_noted_once_in_five_minutes(
    database: Database, people: dict[str, Viewer], monkeypatch: pytest.MonkeyPatch
) -> None:
    token, _ = open_by_token(database, people["momo"].person_id)
    with database.read() as session:
        shown = identity.viewer_of_token(session, token)
    uses, began = LastUses(database), now()

    def noted_after(minutes: int) -> object:
        with time_machine.travel(began + timedelta(minutes=minutes), tick=False):
            uses.note(shown)
            uses.write()
        with database.read() as session:
            return session.scalar(select(Token.last_used_at))

    assert [noted_after(minutes) for minutes in (0, 4, 6)] == [
        began,
        began,
        began + timedelta(minutes=6),
    ]


def test_a_new_sign_in_ends_the_earlier_session_of_that_browser(
    database: Database, people: dict[str, Viewer], course: Course
) -> None:
    momo, ken = people["momo"].person_id, people["ken"].person_id
    _, first = open_by_token(database, momo)
    _, elsewhere = open_by_token(database, momo)
    second = open_by_link(database, ken, course.id, earlier=first)  # which opens less

    assert viewer(database, first) is None
    found = viewer(database, second)
    assert found is not None
    assert (found.person_id, len(found.ways)) == (ken, 1)
    assert viewer(database, elsewhere) is not None


def test_a_second_course_joins_and_each_ends_by_itself(
    database: Database, people: dict[str, Viewer], course: Course, other: Course
) -> None:
    momo = people["momo"].person_id
    first = open_by_link(database, momo, course.id)
    assert enters(database, first, course.id, other.id) == [True, False]
    second = open_by_link(database, momo, other.id, earlier=first)
    assert enters(database, second, course.id, other.id) == [True, True]
    third = open_by_link(database, momo, other.id, earlier=second)

    database.write(sessions.end_ways_into_course, other.id, [momo])

    assert enters(database, third, course.id, other.id) == [True, False]
    database.write(sessions.end_ways_into_course, course.id, [momo])
    assert viewer(database, third) is None
    with database.read() as session:
        assert session.scalars(select(WebSession)).all() == []


def test_what_joins_lengthens_nothing_and_adds_no_right_elsewhere(
    database: Database, admin: Viewer, course: Course
) -> None:
    """A token that only reads everywhere, and a link of one course, make no administrator."""
    _, reading = open_by_token(database, admin.person_id, scopes={Scope.READ}, days=3)
    joined = open_by_link(database, admin.person_id, course.id, earlier=reading)

    found = viewer(database, joined)
    assert found is not None
    with pytest.raises(RequestProblemError, match="admin_only"):
        found.require_admin()
    assert found.narrow(Scope.READ).may_enter("another")
    assert found.narrow(Scope.MANAGE).may_enter(course.id)
    assert not found.narrow(Scope.MANAGE).may_enter("another")
    assert not found.narrow(Scope.MANAGE).is_admin
    database.write(
        Session.execute, update(WebSession).values(last_seen_at=now() + timedelta(days=2))
    )
    with time_machine.travel(now() + timedelta(days=3, hours=1), tick=False):
        assert enters(database, joined, course.id, "another") == [True, False]


def test_who_leaves_the_roster_loses_every_way_into_that_course_for_good(
    database: Database, admin: Viewer, people: dict[str, Viewer], course: Course, other: Course
) -> None:
    momo, ken = people["momo"].person_id, people["ken"].person_id
    token, by_token = open_by_token(database, momo, course_id=course.id)
    by_link = open_by_link(database, momo, course.id)
    unused = database.write(identity.issue_sign_in_link, momo, course.id, hours=1)
    everywhere, _ = open_by_token(database, momo)
    elsewhere = open_by_link(database, momo, other.id)
    kens = open_by_link(database, ken, course.id)

    for roster in (b"alias\nken\n", b"alias\nken\nmomo\n"):
        database.write(apply_roster, admin, course, read_roster(roster))

        assert [viewer(database, cookie) for cookie in (by_token, by_link)] == [None, None]
        with database.read() as session, pytest.raises(RequestProblemError, match="revoked"):
            identity.viewer_of_token(session, token)
        with pytest.raises(RequestProblemError, match="expired_sign_in_link"):
            database.write(identity.use_sign_in_link, unused)
    with database.read() as session:
        assert identity.viewer_of_token(session, everywhere).person_id == momo
    assert viewer(database, elsewhere) is not None
    assert viewer(database, kens) is not None

"""Tokens, sign-in links and sessions: only hashes are kept, and each ends when it should."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from server.core.clock import now
from server.core.database import PostgresDatabase, SqliteDatabase
from server.core.errors import RequestProblemError
from server.core.models import Course, Person, Scope, SignInLink, Token, WebSession
from server.identity import rules as identity
from server.identity import sessions

Database = SqliteDatabase | PostgresDatabase
READ = {Scope.READ}
LIFETIMES = sessions.Lifetimes(longest=timedelta(days=1), idle=timedelta(hours=20))


@pytest.fixture
def person(database: Database) -> Person:
    return database.write(identity.create_person, "Aki")


def issue(database: Database, person: Person) -> str:
    return database.write(identity.issue_token, person.id, label="ci", scopes=READ, days=1)


def refuse(database: Database, secret: str) -> str:
    with database.read() as session, pytest.raises(RequestProblemError) as caught:
        identity.viewer_of_token(session, secret)
    assert caught.value.status == 401
    assert caught.value.headers is not None
    assert caught.value.headers["WWW-Authenticate"].startswith("Bearer")
    return caught.value.problems[0].code


def test_a_token_names_its_holder_and_what_it_may_do(database: Database, person: Person) -> None:
    secret = issue(database, person)

    with database.read() as session:
        viewer = identity.viewer_of_token(session, secret)

    assert secret.startswith("gds_")
    assert (viewer.person_id, viewer.ways[0].scopes) == (person.id, frozenset(READ))
    with pytest.raises(RequestProblemError, match="scope_missing"):
        viewer.narrow(Scope.SUBMIT)


def test_nothing_stored_is_a_secret(database: Database, person: Person, course: Course) -> None:
    token = issue(database, person)
    link = database.write(identity.issue_sign_in_link, person.id, course.id, hours=1)
    reader = identity.Viewer(person.id, "", is_admin=False, ways=(identity.Way(frozenset(READ)),))
    cookie = database.write(sessions.open_web_session, reader, LIFETIMES)

    with database.read() as session:
        stored = [
            *session.scalars(select(Token.token_hash)),
            *session.scalars(select(SignInLink.token_hash)),
            *session.scalars(select(WebSession.token_hash)),
        ]
    assert not {token, link, cookie} & set(stored)
    assert {len(value) for value in stored} == {64}


def test_an_unknown_token_is_refused(database: Database, person: Person) -> None:
    issue(database, person)

    assert refuse(database, "gds_guess") == "bad_token"


def test_a_token_ends_when_it_expires(database: Database, person: Person) -> None:
    secret = issue(database, person)

    with time_machine.travel(now() + timedelta(days=1, seconds=1), tick=False):
        assert refuse(database, secret) == "expired_token"


def test_a_revoked_token_is_refused(database: Database, person: Person) -> None:
    secret = issue(database, person)
    database.write(Session.execute, update(Token).values(revoked_at=now()))

    assert refuse(database, secret) == "revoked_token"


def test_a_sign_in_link_works_once(database: Database, person: Person, course: Course) -> None:
    link = database.write(identity.issue_sign_in_link, person.id, course.id, hours=1)

    viewer = database.write(identity.use_sign_in_link, link)
    assert (viewer.person_id, viewer.ways[0].course_id) == (person.id, course.id)
    with pytest.raises(RequestProblemError, match="used_sign_in_link"):
        database.write(identity.use_sign_in_link, link)


def test_a_sign_in_link_expires(database: Database, person: Person, course: Course) -> None:
    link = database.write(identity.issue_sign_in_link, person.id, course.id, hours=1)

    with (
        time_machine.travel(now() + timedelta(hours=1, seconds=1), tick=False),
        pytest.raises(RequestProblemError, match="expired_sign_in_link"),
    ):
        database.write(identity.use_sign_in_link, link)


def test_there_is_one_administrator_however_often_it_is_asked_for(database: Database) -> None:
    first = database.write(identity.administrator)

    assert database.write(identity.administrator).id == first.id
    assert first.is_admin


def test_only_an_administrator_with_the_scope_administers(person: Person) -> None:
    with pytest.raises(RequestProblemError, match="admin_only"):
        identity.Viewer(
            person.id, "", is_admin=False, ways=(identity.Way(identity.ALL_SCOPES),)
        ).require_admin()
    with pytest.raises(RequestProblemError, match="scope_missing"):
        identity.Viewer(
            person.id, "", is_admin=True, ways=(identity.Way(frozenset(READ)),)
        ).require_admin()


def test_who_came_in_through_one_course_is_no_administrator_and_enters_no_other(
    database: Database, admin: identity.Viewer, course: Course
) -> None:
    """An instructor may put anybody on the roster, and so must not gain what they may elsewhere."""
    secret = database.write(
        identity.issue_token,
        admin.person_id,
        label="x",
        scopes=identity.ALL_SCOPES,
        days=1,
        course_id=course.id,
    )
    with database.read() as session:
        viewer = identity.viewer_of_token(session, secret)

    assert not viewer.is_admin
    assert viewer.may_enter(course.id)
    assert not viewer.may_enter("another")

"""The same bytes again are noticed before a try is charged; whoever means it may send them."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import func, select

from grader import Outcome, Verdict
from server.core.database import PostgresDatabase, SqliteDatabase
from server.core.errors import RequestProblemError
from server.core.models import QuotaEntry, Submission
from server.grading import evaluations, finishing
from tests.server.ungraded_site import SMALL, Page, Site, outcome_of

Database = SqliteDatabase | PostgresDatabase
FILE = {"file": ("predictions.csv", b"id,prediction\n0,1\n", "text/csv")}


@pytest.fixture
def send(push, prediction_bundle: Callable[..., Path], submit):
    """Sends the same bytes unless told otherwise, without saying that they are to count again."""
    push(prediction_bundle(tables="[quota]\nper_day = 2"))
    return lambda who="momo", **options: submit(who, **{"again": False, **options})


def counts(database: Database) -> list[int]:
    with database.read() as session:
        tables = (Submission, QuotaEntry)
        return [session.scalar(select(func.count()).select_from(one)) or 0 for one in tables]


def end(database: Database, evaluation_id: str, verdict: Verdict) -> None:
    database.write(evaluations.claim, evaluation_id, "w")
    score = 1.0 if verdict is Verdict.SCORED else None
    database.write(finishing.finish, evaluation_id, "w", Outcome(verdict=verdict, score=score))


@pytest.mark.parametrize("is_graded", [False, True])
def test_the_same_bytes_lead_to_the_submission_of_before(
    database: Database, send, is_graded: bool
) -> None:
    first = send()
    if is_graded:
        end(database, first.evaluation.id, Verdict.SCORED)
    charged = counts(database)
    for again in (send(), send(key="fresh"), send(key="fresh")):
        assert (again.submission.id, again.same_file) == (first.submission.id, True)
    assert counts(database) == charged
    send(again=True)
    with pytest.raises(RequestProblemError, match="over_quota"):
        send(again=True)
    assert send().same_file, "what costs nothing is answered although no try is left"


def test_what_is_no_repetition_makes_a_submission(database: Database, send) -> None:
    send()
    assert send("ken").is_new, "another's file is nobody else's business"
    assert send(track="restricted").is_new
    assert send("ta").is_new
    assert send("ta").is_new, "staff try for free"
    assert send("ken", sha256="1" * 64).is_new


def test_a_file_that_failed_by_our_fault_may_be_sent_again(database: Database, send) -> None:
    end(database, send().evaluation.id, Verdict.INFRASTRUCTURE_FAULT)
    assert send().is_new


def test_after_a_version_that_grades_alike_the_file_of_before_is_noticed(
    database: Database, send, push, prediction_bundle: Callable[..., Path]
) -> None:
    first = send()
    end(database, first.evaluation.id, Verdict.SCORED)
    push(prediction_bundle(decimals=2))
    again = send()
    assert (again.submission.id, again.same_file) == (first.submission.id, True)
    assert again.evaluation.id == first.evaluation.id


def test_of_the_same_bytes_sent_at_once_one_becomes_a_submission(database: Database, send) -> None:
    with ThreadPoolExecutor(8) as pool:
        sent = list(pool.map(lambda _: send(), range(8)))
    assert sum(one.is_new for one in sent) == 1
    assert counts(database) == [1, 1]


def test_a_key_keeps_its_meaning(send) -> None:
    first = send(key="k")
    again = send(key="k")
    assert (again.submission.id, again.repeated, again.same_file) == (
        first.submission.id,
        True,
        False,
    )
    with pytest.raises(RequestProblemError, match="idempotency_conflict"):
        send(key="k", sha256="1" * 64)


def test_the_interface_answers_with_the_receipt_of_before(site: Site) -> None:
    client = site.browser("momo").client

    def post(**fields: str):
        data = {"track": "unrestricted", **fields}
        return client.post(f"/api/v1{SMALL}/submissions", files=FILE, data=data)

    first, again = post(), post()
    assert (first.status_code, first.json()["same_file"]) == (202, False)
    assert (again.status_code, again.json()["same_file"]) == (200, True)
    assert again.headers["Location"] == first.headers["Location"]
    assert {**again.json(), "same_file": False} == first.json()
    assert client.get(f"/api/v1{SMALL}").json()["tries_left"] == 4
    raw = client.post(
        f"/api/v1{SMALL}/submissions?track=unrestricted&again=true",
        content=FILE["file"][1],
        headers={"Content-Type": "text/csv"},
    )
    assert (raw.status_code, raw.json()["id"] != first.json()["id"]) == (202, True)
    assert client.get(f"/api/v1{SMALL}").json()["tries_left"] == 3


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "You have sent this file before"), ("ja", "このファイルは提出済みです")],
)
def test_the_form_leads_to_a_page_that_asks(site: Site, language: str, said: str) -> None:
    browser = site.browser("momo", language)
    data = {"track": "restricted"}
    first = browser.client.post(SMALL, files=FILE, data=data).headers["location"]
    site.grade(first, outcome_of(3.5))
    again = browser.client.post(SMALL, files=FILE, data=data)
    assert (again.status_code, again.headers["location"]) == (303, f"{first}?same=true")
    page = browser.see(again.headers["location"])
    assert said in page.text
    assert said not in browser.see(first).text
    (form,) = [form for form in page.all("form") if form.get("enctype")]
    fields = {field["name"]: field.get("value") for field in page.all("input") if "name" in field}
    assert (form["action"], fields["track"], fields["again"]) == (SMALL, "restricted", "true")
    sent = browser.client.post(SMALL, files=FILE, data={**data, "again": "true"})
    assert sent.headers["location"] != first
    assert Page(browser.client.get(sent.headers["location"])).status == 200

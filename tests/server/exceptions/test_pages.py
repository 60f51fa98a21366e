"""Exceptions by page and over HTTP: previewed, given, read by whose they are, ended."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from starlette.testclient import TestClient

from tests.server.ungraded_site import HOSTILE, SMALL, Browser, Page, Site

OPENS = datetime(2026, 5, 1, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
API = f"/api/v1{SMALL}"
PAGE = f"{SMALL}/exceptions"
TOKYO = "2026-05-01T23:00"  # five hours after the opening, an hour after the deadline
DATES = {"opens_at": OPENS, "closes_at": OPENS + 4 * HOUR, "reveal_at": OPENS + 9 * HOUR}
TOP = "\n".join(f"{name} = {moment.isoformat()}" for name, moment in DATES.items())


@pytest.fixture
def dated(empty_site: Site, prediction_bundle: Callable[..., Path]) -> Iterator[Site]:
    """An hour after the opening."""
    with time_machine.travel(OPENS + HOUR):
        empty_site.push(prediction_bundle(top=TOP, release="rounded"))
        yield empty_site


@pytest.fixture
def sensei(dated: Site) -> TestClient:
    return client(dated, "sensei")


def client(site: Site, alias: str) -> TestClient:
    return TestClient(site.app, headers={"Authorization": f"Bearer {site.token(alias)}"})


def post(browser: Browser, path: str, **form: Any) -> Any:
    return browser.client.post(path, data=form)


def test_an_exception_is_previewed_then_given_read_by_its_student_and_ended(dated: Site) -> None:
    sensei, momo = dated.browser("sensei"), dated.browser("momo")
    form = {"person": "momo", "reason": "ill", "closes_at": TOKYO, "extra_tries": "2"}
    preview = Page(post(sensei, f"{PAGE}/preview", **form))
    assert "Exact scores are shown to nobody before 2026-05-01T23:00+09:00" in preview.text
    assert "Nobody has one." in preview.text
    hidden = {one["name"]: one["value"] for one in preview.all("input") if one["type"] == "hidden"}
    assert hidden.pop("next") == PAGE  # of the choice of a language
    assert hidden == {**form, "opens_at": "", "extra_minutes": ""}
    assert "An exception for you" not in momo.see(SMALL).text

    assert post(sensei, PAGE, **hidden).headers["location"] == PAGE
    shown = momo.see(SMALL).text
    assert "An exception for you" in shown
    assert "You may submit until Fri 1 May 2026, 23:00 UTC+09:00" in shown
    assert "You have 2 extra tries (2 left). ill · given by sensei" in shown
    assert "End the exception of momo" in sensei.see(PAGE).source

    assert post(sensei, f"{PAGE}/end", person="momo").status_code == 303
    assert "An exception for you" not in momo.see(SMALL).text
    assert "Nobody has one." in sensei.see(PAGE).text


def test_what_is_wrong_stands_beside_the_form_with_what_was_typed(dated: Site) -> None:
    sensei = dated.browser("sensei")
    form = {"person": ["momo", HOSTILE], "reason": "", "closes_at": "soon", "extra_tries": "2.5"}
    page = Page(post(sensei, f"{PAGE}/preview", **form))
    assert page.status == 422
    assert "'soon' is no moment." in page.text
    assert "got '2.5'" in page.text
    checked = [one["value"] for one in page.all("input") if "checked" in one]
    assert sorted(checked) == sorted(["momo", HOSTILE])
    assert HOSTILE not in page.source
    late = Page(
        post(sensei, f"{PAGE}/preview", person="momo", reason="x", closes_at="2026-06-01T09:00")
    )
    assert "is behind the reveal of private scores, 2026-05-02T03:00+09:00" in late.text
    moved = Page(
        post(
            sensei,
            f"{PAGE}/preview",
            person="momo",
            reason="x",
            closes_at="2026-06-01T09:00",
            moves_reveal="true",
        )
    )
    assert "The reveal of the track 'unrestricted' moves from 2026-05-02T03:00+09:00" in moved.text


def test_a_table_is_previewed_and_given_as_a_whole(dated: Site) -> None:
    sensei = dated.browser("sensei")
    table = "Person;reason;closes_at;extra_tries\r\nmomo;病気;2026/5/1 23:00;\r\n"
    files = {"file": ("x.csv", table.encode("cp932"), "text/csv")}
    preview = Page(sensei.client.post(f"{PAGE}/preview", files=files))
    assert "病気" in preview.text, preview.text
    hidden = {one["name"]: one["value"] for one in preview.all("input") if one["type"] == "hidden"}
    assert post(sensei, PAGE, **hidden).status_code == 303
    (given,) = client(dated, "sensei").get(f"{API}/exceptions").json()
    assert (given["alias"], given["closes_at"]) == ("momo", "2026-05-01T14:00:00Z")


@pytest.mark.parametrize(
    ("table", "code"),
    [
        ("who,reason\nmomo,x\n", "exception_columns"),
        ("person,reason,reason\nmomo,x,y\n", "exception_columns"),
        ("person,reason,closes_at\nmomo,x,tomorrow\n", "exception_bad_moment"),
        ("person,reason,closes_at\nmomo,x,2026-05-02\n", "exception_bad_moment"),
        ("person,reason,closes_at\nmomo,x,9999-12-31 23:59\n", "exception_bad_moment"),
        ("person,reason,extra_tries\nmomo,x,-1\n", "exception_bad_number"),
        ("person,reason,extra_tries\nmomo,x,1\nmomo,x,2\n", "exception_twice"),
        ("person,reason,extra_tries\nmomo,x,1\nnobody,x,2\n", "exception_unknown"),
        ("person,reason\n", "table_empty"),
    ],
)
def test_a_table_with_a_mistake_gives_nothing(sensei: TestClient, table: str, code: str) -> None:
    answer = sensei.post(f"{API}/exceptions/import", content=table)
    assert answer.status_code == 422
    assert code in [problem["code"] for problem in answer.json()["errors"]]
    assert sensei.get(f"{API}/exceptions").json() == []


def test_over_http_it_is_asked_for_given_listed_and_ended(dated: Site, sensei: TestClient) -> None:
    wanted = {"people": ["momo"], "reason": "ill", "closes_at": "2026-05-01T23:00:00+09:00"}
    dry = sensei.put(f"{API}/exceptions", json={**wanted, "dry_run": True}).json()
    assert (dry["given"], sensei.get(f"{API}/exceptions").json()) == (False, [])
    assert [one["code"] for one in dry["warnings"]] == ["exception_holds_exact"]
    given = sensei.put(f"{API}/exceptions", json=wanted).json()
    assert given["given"]
    assert given["exceptions"][0]["after"]["closes_at"] == "2026-05-01T14:00:00Z"
    (line,) = sensei.get(f"{API}/exceptions").json()
    assert (line["alias"], line["given_by"], line["reason"]) == ("momo", "sensei", "ill")
    own = client(dated, "momo").get(API).json()
    assert own["own"]["reason"] == "ill"
    assert own["closes_at"] == own["own"]["closes_at"] == "2026-05-01T14:00:00Z"
    other = client(dated, HOSTILE).get(API).json()
    assert (other["own"], other["closes_at"]) == (None, "2026-05-01T13:00:00Z")
    assert sensei.delete(f"{API}/exceptions", params={"person": "ken"}).status_code == 404
    assert sensei.delete(f"{API}/exceptions", params={"person": "momo"}).json() == []


def test_by_a_table_over_http(sensei: TestClient) -> None:
    table = "person,reason,extra_tries\nmomo,ill,3\n"
    dry = sensei.post(f"{API}/exceptions/import", params={"dry_run": True}, content=table)
    assert (dry.json()["given"], sensei.get(f"{API}/exceptions").json()) == (False, [])
    assert sensei.post(f"{API}/exceptions/import", content=table).json()["given"]
    assert sensei.get(f"{API}/exceptions").json()[0]["extra_tries"] == 3


@pytest.mark.parametrize("wrong", [{"dry_run": "true"}, {"moves_reveal": 1}, {"extra_tries": "1"}])
def test_what_is_no_boolean_or_number_is_refused(sensei: TestClient, wrong: dict[str, Any]) -> None:
    asked = {"people": ["momo"], "reason": "x", "extra_tries": 1, **wrong}
    assert sensei.put(f"{API}/exceptions", json=asked).status_code == 422


def test_students_see_no_exceptions_of_others(dated: Site) -> None:
    dated.browser("momo").see(PAGE, 403)
    assert client(dated, "momo").get(f"{API}/exceptions").status_code == 403


def test_the_form_keeps_the_upload_open_for_whose_deadline_it_is(dated: Site) -> None:
    form = {"person": "momo", "reason": "ill", "closes_at": TOKYO}
    assert post(dated.browser("sensei"), PAGE, **form).status_code == 303
    with time_machine.travel(OPENS + 4.5 * HOUR):
        assert "Submit for grading" in dated.browser("momo").see(SMALL).text
        assert "No more files are taken." in dated.browser(HOSTILE).see(SMALL).text
        assert dated.browser("momo").upload().status_code == 303
        assert dated.browser(HOSTILE).upload().status_code == 403

"""Before `visible_from` an assignment is there for staff alone."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from starlette.testclient import TestClient

from tests.server.ungraded_site import SMALL, Site, outcome_of

SEEN = datetime(2026, 5, 1, 9, tzinfo=UTC)
MOMENT = timedelta(seconds=1)
API = f"/api/v1{SMALL}"


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(SEEN - MOMENT, tick=False) as found:
        yield found


@pytest.fixture
def hidden(clock: Any, empty_site: Site, prediction_bundle: Callable[..., Path]) -> Site:
    """A second before the assignment is seen, with files of when it was not hidden yet."""
    empty_site.push(prediction_bundle())
    empty_site.submit_graded("momo", outcome_of(2.0))
    empty_site.push(prediction_bundle(top=f"visible_from = {SEEN.isoformat()}"))
    empty_site.submit_graded("sensei", outcome_of(1.0))
    return empty_site


def client_of(site: Site, alias: str) -> TestClient:
    return TestClient(site.app, headers={"Authorization": f"Bearer {site.token(alias)}"})


def addresses(site: Site) -> list[str]:
    """Every address below that of the assignment that the interface has to read, and its page."""
    paths = site.app.openapi()["paths"]
    found = [
        path.replace("{course}", "ml").replace("{assignment}", "small")
        for path, operations in paths.items()
        if path.startswith("/api/v1/courses/{course}/assignments/{assignment}")
        and "get" in operations
    ]
    names = {"{name}": "sample_submission.csv", "{number}": "1"}
    for key, value in names.items():
        found = [path.replace(key, value) for path in found]
    return [*found, SMALL, f"{SMALL}/leaderboard", f"{SMALL}/history", f"{SMALL}/versions"]


def require_hidden(site: Site) -> None:
    """Every address answers a student as if the assignment were not there."""
    momo = client_of(site, "momo")
    for address in addresses(site):
        answer = momo.get(address)
        unknown = momo.get(address.replace("small", "other"))
        assert answer.status_code == 404, address
        assert answer.text.replace("small", "other") == unknown.text, address
    sent = momo.post(f"{API}/submissions?track=unrestricted", content="id,prediction\n")
    assert sent.status_code == 404
    assert momo.get("/api/v1/courses/ml/assignments").json() == []
    browser = site.browser("momo")
    assert "Small" not in browser.see("/").text + browser.see("/courses/ml").text


def test_before_it_is_seen_every_address_answers_a_student_as_if_it_were_not_there(
    hidden: Site,
) -> None:
    require_hidden(hidden)


def test_a_draft_is_for_staff_alone_whatever_its_dates_say(
    empty_site: Site, prediction_bundle: Callable[..., Path]
) -> None:
    site = empty_site
    site.push(prediction_bundle())
    own = site.submit_graded("momo", outcome_of(2.0))
    site.push(prediction_bundle(top="draft = true"))
    require_hidden(site)
    assert client_of(site, "momo").get(own).status_code == 404
    for path in ("/", SMALL):
        assert "Draft" in site.browser("sensei").see(path).text
    site.push(prediction_bundle())
    assert "Small" in site.browser("momo").see("/courses/ml").text


def test_what_was_submitted_to_it_is_not_there_either(hidden: Site, clock: Any) -> None:
    momo, staff = client_of(hidden, "momo"), client_of(hidden, "sensei")
    clock.move_to(SEEN)
    (own,) = momo.get(f"{API}/submissions").json()
    clock.move_to(SEEN - MOMENT)
    for path in (f"/api/v1{own['url']}", f"/api/v1{own['url']}/events", own["url"]):
        assert momo.get(path).status_code == 404
        if not path.endswith("events"):
            assert staff.get(path).status_code == 200


def test_staff_see_that_it_is_hidden_and_until_when(hidden: Site) -> None:
    browser = hidden.browser("sensei")
    for path in ("/", SMALL):
        assert "Hidden participants see it in 1 second" in browser.see(path).text
    found = datetime.fromisoformat(client_of(hidden, "sensei").get(API).json()["visible_from"])
    assert found == SEEN


def test_from_that_moment_on_it_is_there_and_takes_files(hidden: Site, clock: Any) -> None:
    clock.move_to(SEEN)
    browser = hidden.browser("momo")
    assert "Small" in browser.see("/courses/ml").text
    assert browser.upload().status_code == 303

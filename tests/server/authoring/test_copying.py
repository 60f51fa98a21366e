"""A course is copied for the next term: with its staff and assignments, without its students."""

from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from server.core import problems
from server.core.errors import RequestProblemError
from server.versions.publisher import Publisher
from tests.server.ungraded_site import SMALL, Site, outcome_of

API = "/api/v1/courses/ml/copies"
NEW = {"slug": "ml-2027", "title": "ML 2027", "days": 364}
Make = Callable[..., Path]


@pytest.fixture
def staff(site: Site) -> TestClient:
    return TestClient(site.app, headers={"Authorization": f"Bearer {site.token('sensei')}"})


def of_new_course(site: Site, path: str) -> Any:
    """What whoever signs in to the new course by a link of its own reads there."""
    browser = site.browser("sensei")
    asked = {name: str(value) for name, value in NEW.items()}
    place = browser.client.post("/courses/ml/copies", data=asked).headers["location"]
    if "link=" in place:
        joined = browser.client.get(place, headers={"Sec-Fetch-Mode": "navigate"})
        assert joined.headers["location"] == "/courses/ml-2027"
    return browser.client.get(f"/api/v1/courses/ml-2027{path}").json()


def test_its_assignments_are_there_so_many_days_later_and_its_students_are_not(
    site: Site, staff: TestClient, prediction_bundle: Make
) -> None:
    site.push(prediction_bundle(top="closes_at = 2100-06-01T23:59:00+00:00"))
    site.submit_graded("momo", outcome_of(4.0))
    made = staff.post(API, json=NEW)
    assert made.status_code == 201, made.text
    assert (made.json()["title"], made.json()["role"]) == ("ML 2027", "instructor")
    (small,) = [one for one in of_new_course(site, "/assignments") if one["slug"] == "small"]
    assert small["closes_at"] == "2101-06-01T08:59:00+09:00"
    members = of_new_course(site, "/invitations")["people"]
    assert [one["alias"] for one in members] == ["sensei"]
    assert of_new_course(site, "/assignments/small/files")["total"] == 0
    momo = site.browser("momo").client
    assert momo.get("/api/v1/courses/ml-2027").status_code == 404


def test_a_copy_that_a_server_left_undone_is_finished_by_asking_again(
    site: Site, staff: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = [one["slug"] for one in staff.get("/api/v1/courses/ml/assignments").json()]
    with monkeypatch.context() as away:

        def fail(*_: Any, **__: Any) -> Any:
            raise RequestProblemError(HTTPStatus.SERVICE_UNAVAILABLE, problems.PAUSED())

        away.setattr(Publisher, "push", fail)
        assert staff.post(API, json=NEW).status_code == 503
    for _ in range(2):
        assert staff.post(API, json=NEW).status_code == 201
        assert [one["slug"] for one in of_new_course(site, "/assignments")] == whole


def test_a_name_that_is_taken_and_a_student_are_refused(site: Site, staff: TestClient) -> None:
    taken = staff.post(API, json=NEW | {"slug": "ml"})
    assert (taken.status_code, taken.json()["errors"][0]["code"]) == (409, "course_exists")
    assert staff.post(API, json=NEW | {"days": -1}).status_code == 422
    momo = TestClient(site.app, headers={"Authorization": f"Bearer {site.token('momo')}"})
    assert momo.post(API, json=NEW).status_code == 403
    assert momo.get(SMALL).status_code == 200


@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_page_copies_and_leads_into_the_new_course(site: Site, language: str) -> None:
    browser = site.browser("sensei", language)
    forms = [form["action"] for form in browser.see("/courses/ml/settings").all("form")]
    assert "/courses/ml/copies" in forms
    assert of_new_course(site, "")["slug"] == "ml-2027"

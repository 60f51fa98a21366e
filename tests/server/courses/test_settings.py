"""What a course is called, by which clock it goes, and that it is over: by page and by script."""

from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.server.identity.elsewhere import acts
from tests.server.ungraded_site import SMALL, Site, outcome_of

API = "/api/v1/courses/ml"
PAGE = "/courses/ml/settings"
Make = Callable[..., Path]


@pytest.fixture
def staff(site: Site) -> TestClient:
    return TestClient(site.app, headers={"Authorization": f"Bearer {site.token('sensei')}"})


def test_a_script_changes_what_it_names(site: Site, staff: TestClient) -> None:
    new = {"title": "機械学習", "time_zone": "Asia/Tokyo"}
    before = staff.get(API).json()
    found = staff.patch(API, json=new).json()
    assert found == before | new
    assert staff.patch(API, json=new).json() == found
    assert acts(site).count("course.change") == 1, "what changes nothing leaves no trace"


@pytest.mark.parametrize(
    "wrong",
    [{"title": ""}, {"title": "a\nb"}, {"time_zone": "Tokyo"}, {"locale": "fr"}, {"archived": 1}],
)
def test_what_is_no_setting_changes_nothing(staff: TestClient, wrong: dict[str, object]) -> None:
    before = staff.get(API).json()
    assert staff.patch(API, json={"title": "New", **wrong}).status_code == 422
    assert staff.get(API).json() == before


@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_page_changes_words_ends_the_course_and_takes_it_up_again(
    site: Site, staff: TestClient, language: str
) -> None:
    browser = site.browser("sensei", language)
    assert PAGE in browser.see("/courses/ml").links
    browser.see(PAGE)
    asked = {"title": "<b>Term 2</b>", "time_zone": "Asia/Tokyo", "locale": "ja"}
    assert browser.client.post(PAGE, data=asked).status_code == 303
    assert "<b>Term" not in browser.see(PAGE).source
    assert staff.get(API).json()["title"] == "<b>Term 2</b>"
    ended = browser.client.post("/courses/ml/archive", data={"archived": "true"})
    assert ended.headers["location"] == PAGE
    assert staff.get(API).json()["archived_at"] is not None
    assert browser.client.post("/courses/ml/archive").status_code == 303
    assert staff.get(API).json()["archived_at"] is None


def test_a_course_that_is_over_takes_no_file_of_anybody_and_is_read_as_before(
    site: Site, staff: TestClient
) -> None:
    page = site.submit_graded("momo", outcome_of(4.0))
    momo = site.browser("momo")
    board = momo.client.get(f"/api/v1{SMALL}/leaderboard?track=unrestricted").json()
    assert staff.patch(API, json={"archived": True}).status_code == 200
    for browser in (momo, site.browser("sensei")):
        refused = browser.upload()
        assert refused.status_code == 403
        assert "course is over" in refused.text
    assert momo.client.get(f"/api/v1{SMALL}/leaderboard?track=unrestricted").json() == board
    assert momo.client.get(page).status_code == 200
    assert "course is over" in momo.see("/courses/ml").text
    assert staff.patch(API, json={"archived": False}).status_code == 200
    assert momo.upload().status_code == 303


def test_assistants_and_students_change_nothing(site: Site) -> None:
    momo = site.browser("momo").client
    assert momo.get(PAGE).status_code == 403
    asked = {"title": "Mine", "time_zone": "UTC", "locale": "en"}
    assert momo.post(PAGE, data=asked).status_code == 403
    assert momo.post("/courses/ml/archive", data={"archived": "true"}).status_code == 403
    assert momo.patch(API, json={"title": "Mine"}).status_code == 403

"""Instructors say on a page what a score is worth; nothing is graded again."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.server.ungraded_site import LAYERS, SMALL, Site, outcome_of

RULE = {"points": "20", "track": "unrestricted", "start": "10", "full": "leader", "least": "2"}
Make = Callable[..., Path]


@pytest.mark.parametrize("language", ["en", "ja"])
def test_points_between_two_scores_are_said_on_the_page_of_grades(
    site: Site, language: str
) -> None:
    page = site.submit_graded("momo", outcome_of(4.0))
    browser = site.browser("sensei", language)
    forms = [form["action"] for form in browser.see(f"{SMALL}/grades").all("form")]
    assert f"{SMALL}/grades/rule" in forms
    assert browser.client.post(f"{SMALL}/grades/rule", data=RULE).status_code == 303
    book = browser.client.get(f"/api/v1{SMALL}/grades").json()
    assert (book["rule"], book["points"], book["obstacle"]) == ("linear", 20, None)
    assert {line["alias"]: line["points"] for line in book["grades"]}["momo"] == 20
    assert browser.client.get(f"/api/v1{page}").json()["state"] == "final"


def test_points_of_layers_are_said_likewise(site: Site, layers_folder: Path) -> None:
    site.push(layers_folder, "layers")
    staff = site.browser("sensei").client
    asked = {"points": "7", "track": "main"}
    assert staff.post(f"{LAYERS}/grades/rule", data=asked).status_code == 303
    book = staff.get(f"/api/v1{LAYERS}/grades").json()
    assert (book["rule"], book["points"]) == ("layers", 7)


@pytest.mark.parametrize(
    "wrong",
    [{"points": "0"}, {"start": "no-such"}, {"start": ""}, {"least": "21"}, {"track": "none"}],
)
def test_what_cannot_be_meant_is_told_and_changes_nothing(
    site: Site, wrong: dict[str, str]
) -> None:
    staff = site.browser("sensei").client
    before = staff.get(f"/api/v1{SMALL}").json()
    assert staff.post(f"{SMALL}/grades/rule", data=RULE | wrong).status_code == 422
    assert staff.get(f"/api/v1{SMALL}").json() == before


def test_the_date_at_which_grades_freeze_stays(site: Site, prediction_bundle: Make) -> None:
    rule = (
        '[grades]\npoints = 9\ntrack = "unrestricted"\nrule = "linear"\nstart = 10\n'
        'full = "leader"\nfreeze_at = 2100-01-01T00:00:00+00:00\n'
    )
    site.push(prediction_bundle(tables=rule))
    staff = site.browser("sensei").client
    assert staff.post(f"{SMALL}/grades/rule", data=RULE).status_code == 303
    book = staff.get(f"/api/v1{SMALL}/grades").json()
    assert (book["points"], book["freezes_at"]) == (20, "2100-01-01T00:00:00Z")


def test_students_and_assistants_say_nothing(site: Site) -> None:
    momo = site.browser("momo").client
    assert momo.post(f"{SMALL}/grades/rule", data=RULE).status_code == 403

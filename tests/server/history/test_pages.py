"""The page of a history: what it shows, to whom, and that a browser and axe can read it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from playwright.sync_api import sync_playwright

from grader import Outcome, Report, Verdict
from server.core.clock import now
from tests.accessibility import faults_of, is_too_wide
from tests.browser import ARGUMENTS, MISSING, find_chromium
from tests.server.test_in_browser import Served, served
from tests.server.ungraded_site import HOSTILE, LAYERS, SMALL, Site, outcome_of

HISTORY = f"{SMALL}/history"
BOARD = f"{SMALL}/leaderboard"
__all__ = ["served"]


@pytest.fixture
def reveal_at() -> datetime:
    return now().replace(microsecond=0) + timedelta(hours=2)


@pytest.fixture
def shaken(empty_site: Site, prediction_bundle: Callable[..., Path], reveal_at: datetime) -> Site:
    """A site on which the reveal turns the board round."""
    empty_site.push(prediction_bundle(top=top(reveal_at)))
    empty_site.submit_graded(HOSTILE, outcome_of(1.0, private=7.5))
    empty_site.submit_graded("momo", outcome_of(3.0, private=0.125))
    empty_site.submit_graded("momo", outcome_of(2.0, private=6.25))
    return empty_site


def top(reveal_at: datetime) -> str:
    closes_at = reveal_at - timedelta(hours=1)
    return f"closes_at = {closes_at.isoformat()}\nreveal_at = {reveal_at.isoformat()}"


def test_a_history_has_drawings_with_names_and_the_same_in_tables(shaken: Site) -> None:
    page = shaken.browser("momo").see(HISTORY)
    images = [svg["aria-labelledby"] for svg in page.all("svg") if svg.get("role") == "img"]
    assert images == ["timeline-title", "bars-title"]
    assert {title["id"] for title in page.all("title") if "id" in title} == set(images)
    assert "3.0000 3.0000" in page.text
    assert "2.0000 2.0000" in page.text
    assert "Place 2 of 2" in page.text
    assert "Momoko" not in page.text
    assert "<script>alert" not in page.source
    for private in ("7.5", "0.125", "6.25"):
        assert private not in page.text


def test_from_the_reveal_on_it_shows_who_moved(shaken: Site, reveal_at: datetime) -> None:
    with time_machine.travel(reveal_at):
        page = shaken.browser("momo").see(f"{HISTORY}?track=unrestricted")
        board = shaken.browser("momo").see(BOARD)
        japanese = shaken.browser("momo", "ja").see(BOARD)
    assert "slopes-title" in [svg.get("aria-labelledby") for svg in page.all("svg")]
    assert "momo you 2 1 ▲ 1 up 1 place" in page.text
    assert f"{HOSTILE} 1 2 ▼ 1 down 1 place" in page.text
    assert "0.1250" in page.text, "the own private scores"
    assert "7.5000" not in page.text, "of others only places"
    assert "1 momo you Public 2.0000" in board.text
    assert "6.2500 2.0000 ▲ 1 up 1 place" in board.text
    assert "Final: ranked by the private rows." in board.text
    assert "1 つ上昇" in japanese.text
    assert f"{BOARD}?part=public" in board.links


def test_staff_see_the_private_board_marked_and_participants_do_not(shaken: Site) -> None:
    staff = shaken.browser("sensei").see(f"{BOARD}?part=private")
    assert "staff only Participants see no private score before the reveal." in staff.text
    assert "6.2500" in staff.text
    assert f"{BOARD}?part=private" in shaken.browser("sensei").see(BOARD).links
    assert f"{BOARD}?part=private" not in shaken.browser("momo").see(BOARD).links
    shaken.browser("momo").see(f"{BOARD}?part=private", 403)


def test_rows_without_a_private_score_share_the_last_place(
    empty_site: Site, prediction_bundle: Callable[..., Path], reveal_at: datetime
) -> None:
    empty_site.push(prediction_bundle(top=top(reveal_at)))
    empty_site.submit_graded(HOSTILE, outcome_of(1.0))
    empty_site.submit_graded("momo", outcome_of(2.0, private=9.0))
    with time_machine.travel(reveal_at):
        page = empty_site.browser(HOSTILE).see(BOARD)
        history = empty_site.browser(HOSTILE).see(HISTORY)
    assert f"2 {HOSTILE} you" in page.text
    assert "no private score 1.0000 ▼ 1 down 1 place" in page.text
    assert f"{HOSTILE} you 1 2" in history.text


def test_staff_choose_a_participant(shaken: Site) -> None:
    browser = shaken.browser("sensei")
    page = browser.see(f"{HISTORY}?track=unrestricted")
    assert [option["value"] for option in page.all("option")] == ["", HOSTILE, "momo"]
    browser.see(f"{HISTORY}?track=unrestricted&alias=")
    chosen = browser.see(f"{HISTORY}?track=unrestricted&alias=momo")
    assert "2.0000" in chosen.text
    assert [o["value"] for o in chosen.all("option") if "selected" in o] == ["momo"]
    assert shaken.browser("momo").see(HISTORY).all("option") == []
    shaken.browser("momo").see(f"{HISTORY}?alias=%3Cscript%3Ealert(1)%3C%2Fscript%3E", 403)


def test_who_has_only_failed_sees_it_and_no_drawing_of_it(site: Site) -> None:
    site.submit_graded("momo", Outcome(verdict=Verdict.INVALID_FILE))
    page = site.browser("momo").see(HISTORY)
    assert "Invalid file" in page.text
    assert not [svg for svg in page.all("svg") if svg.get("role") == "img"]


def test_a_history_leads_back_and_is_led_to(site: Site) -> None:
    site.submit_graded("momo", outcome_of(2.0))
    browser = site.browser("momo")
    assert HISTORY in browser.see(SMALL).links
    assert f"{HISTORY}?track=unrestricted" in browser.see(BOARD).links
    page = browser.see(f"{HISTORY}?track=restricted")
    assert f"{BOARD}#board-restricted" in page.links
    assert "No file is graded here yet." in page.text
    (back, *_) = [field["value"] for field in page.all("input") if field.get("name") == "next"]
    assert back == f"{HISTORY}?track=restricted"


def test_points_over_time(empty_site: Site, layers_folder: Path) -> None:
    empty_site.push(layers_folder, "layers")
    for points in (1.0, 3.5):
        outcome = Outcome(
            verdict=Verdict.WRONG_VALUE, points=points, max_points=4.0, report=Report()
        )
        empty_site.submit_graded("momo", outcome, path=LAYERS, track="main", filename="layers.py")
    page = empty_site.browser("momo").see(f"{LAYERS}/history")
    assert "Wrong value 1 1" in page.text
    assert "Wrong value 3.5 3.5" in page.text
    assert "timeline-title" in [svg.get("aria-labelledby") for svg in page.all("svg")]


@pytest.fixture
def looked_at(
    served: Served, prediction_bundle: Callable[..., Path], reveal_at: datetime
) -> Served:
    """A site to look at in a browser, on the day of the reveal."""
    served.push(prediction_bundle(top=top(reveal_at), tables="[quota]\nper_day = 50\n"))
    served.submit_graded(HOSTILE, outcome_of(1.0, private=7.5))
    served.submit_graded("momo", Outcome(verdict=Verdict.INVALID_FILE))
    for i in range(5):
        served.submit_graded("momo", outcome_of(4.0 - i / 2, private=6.0))
    return served


@pytest.mark.browser
@pytest.mark.skipif(find_chromium() is None, reason=MISSING)
@pytest.mark.parametrize(
    "is_other_half",
    [
        pytest.param(False, marks=pytest.mark.long),
        pytest.param(True, marks=pytest.mark.proof),
    ],
    ids=["half", "rest"],
)
def test_it_is_accessible_and_fits_before_and_after_the_reveal(
    looked_at: Served, reveal_at: datetime, is_other_half: bool
) -> None:
    """Each moment, width and reader beside each of the others; all three together in the rest."""
    wide, narrow = (1280, "en", "light"), (390, "ja", "dark")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
        for moment, is_after in ((now(), False), (reveal_at, True)):
            with time_machine.travel(moment):
                for alias in ("momo", "sensei"):
                    is_wide = is_after ^ (alias == "momo") ^ is_other_half
                    _look(browser, looked_at, alias, *(wide if is_wide else narrow))
        browser.close()


def _look(browser, site: Served, alias: str, width: int, locale: str, scheme: str) -> None:
    context = browser.new_context(
        base_url=site.url,
        viewport={"width": width, "height": 800},
        locale=locale,
        color_scheme=scheme,
        java_script_enabled=True,
    )
    page = context.new_page()
    page.goto("/sign-in")
    page.fill("#token", site.token(alias))
    page.click("form.sign-in button")
    page.wait_for_url(f"{site.url}/")
    for path in (HISTORY, f"{HISTORY}?track=restricted", BOARD, f"{BOARD}?part=public"):
        page.goto(path)
        page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true; })")
        assert faults_of(page) == [], path
        assert not is_too_wide(page), path
        boxes = page.locator(".chart text").evaluate_all(
            "all => all.map(one => one.getBoundingClientRect().toJSON())"
        )
        assert all(box["left"] >= 0 and box["right"] <= width for box in boxes), path
    context.close()

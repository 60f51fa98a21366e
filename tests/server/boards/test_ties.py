"""Statistical ties on the page of a board, in words and in a browser."""

import pytest
from playwright.sync_api import expect, sync_playwright

from server.boards import queries
from server.boards import uncertainty as rules
from server.boards.queries import Figures, UncertainRow
from server.core.events import board_topic
from server.core.models import Track
from tests.accessibility import faults_in_both_schemes
from tests.browser import ARGUMENTS, MISSING, find_chromium
from tests.server.test_in_browser import Served, served
from tests.server.ungraded_site import HOSTILE, SMALL, Site, outcome_of

BOARD = f"{SMALL}/leaderboard"
__all__ = ["served"]


def compute(site: Site, *brackets: int) -> None:
    """What a worker would have stored for the unrestricted board."""

    def work(session) -> str:  # type: ignore[no-untyped-def]
        track = session.query(Track).filter_by(slug="unrestricted").first()
        board = rules.ranked_board(session, track.id)
        rows = [
            UncertainRow(
                evaluation_id=line.evaluation_id,
                figures=Figures(
                    low=line.value - 0.123456,
                    high=line.value + 0.1,
                    tied_with_above=bracket == above,
                    tied_with_leader=bracket == 1,
                    bracket=bracket,
                ),
            )
            for line, bracket, above in zip(board.lines, brackets, (0, *brackets[:-1]), strict=True)
        ]
        assert rules.store(session, track.id, rows)
        assert queries.figures(session, track.id, board.evaluations)
        found: str = track.id
        return found

    site.service.events.publish(board_topic(site.service.database.write(work)))


def test_brackets_and_margins_are_there_in_words_too(site: Site) -> None:
    site.submit_graded(HOSTILE, outcome_of(1.0))
    site.submit_graded("momo", outcome_of(2.0))
    before = site.browser("momo").see(BOARD)
    compute(site, 1, 1)
    page = site.browser("momo").see(BOARD)

    assert "tied" not in before.text
    assert "2 statistically tied with the leader momo" in page.text
    assert page.text.count("± give or take 0.15") == 2
    assert "Rows that a bracket joins are statistically tied" in page.text
    classes = [cell.get("class") for cell in page.all("td") if "rank" in cell.get("class", "")]
    assert classes == ["rank top-1 tied lead begins", "rank top-2 tied lead ends"]
    assert "首位と統計的に同等" in site.browser("momo", "ja").see(BOARD).text


def test_rows_apart_have_no_bracket(site: Site) -> None:
    site.submit_graded(HOSTILE, outcome_of(1.0))
    site.submit_graded("momo", outcome_of(2.0))
    compute(site, 1, 2)
    page = site.browser("momo").see(BOARD)

    assert not [c for c in page.all("td") if "tied" in c.get("class", "")]
    assert "statistically tied with" not in page.text


@pytest.mark.long
@pytest.mark.browser
@pytest.mark.skipif(find_chromium() is None, reason=MISSING)
def test_brackets_arrive_by_themselves_and_axe_finds_no_fault(served: Served) -> None:
    served.submit_graded(HOSTILE, outcome_of(1.0))
    served.submit_graded("momo", outcome_of(2.0))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
        page = browser.new_context(base_url=served.url).new_page()
        page.goto("/sign-in")
        page.fill("#token", served.token("momo"))
        page.click("form.sign-in button")
        page.wait_for_url(f"{served.url}/")
        page.goto(BOARD)
        expect(page.locator(".ties")).to_have_count(0)

        compute(served, 1, 1)

        expect(page.locator("td.tied")).to_have_count(2)
        expect(page.locator("td.range").first).to_be_visible()
        assert faults_in_both_schemes(page) == []
        page.set_viewport_size({"width": 390, "height": 800})
        expect(page.locator("td.range").first).to_be_hidden()
        expect(page.locator(".ties")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        browser.close()

"""The boards as a page."""

from grader import Outcome, Verdict
from tests.server.ungraded_site import HOSTILE, SMALL, Site, outcome_of

BOARD = f"{SMALL}/leaderboard"


def test_both_tracks_stand_on_one_page(site: Site) -> None:
    site.submit_graded("momo", outcome_of(2.0), track="restricted")
    page = site.browser("momo").see(BOARD)
    assert [a["id"] for a in page.all("section")] == ["board-unrestricted", "board-restricted"]
    assert "Nobody stands here yet." in page.text
    assert "Restricted rules claimed 1 participant · you are at place 1" in page.text
    assert "MAE Mean absolute error lower is better" in page.text


def test_the_own_row_is_marked_and_linked(site: Site) -> None:
    site.submit_graded(HOSTILE, outcome_of(1.0))
    site.submit_graded("momo", outcome_of(2.0))
    page = site.browser("momo").see(BOARD)
    assert [row for row in page.all("tr") if row.get("class") == "own"] == [
        {"class": "own", "id": "own-unrestricted"}
    ]
    assert "#own-unrestricted" in page.links
    assert "momo you" in page.text
    assert "Momoko" not in page.text
    assert "Kenji" not in page.text


def test_equal_scores_share_a_place(site: Site) -> None:
    site.submit_graded(HOSTILE, outcome_of(2.0))
    site.submit_graded("momo", outcome_of(2.0))
    page = site.browser("momo").see(BOARD)
    assert f"1 {HOSTILE}" in page.text
    assert "1 shared momo" in page.text


def test_staff_see_names_beside_aliases(site: Site) -> None:
    site.submit_graded("momo", outcome_of(2.0))
    page = site.browser("sensei").see(BOARD)
    assert "momo Momoko" in page.text
    assert "own" not in [row.get("class") for row in page.all("tr")]


def test_files_without_a_score_do_not_stand_on_the_board(site: Site) -> None:
    site.submit_graded("momo", Outcome(verdict=Verdict.INVALID_FILE))
    assert "0 participants" in site.browser("momo").see(BOARD).text


def test_the_board_knows_where_to_hear_of_changes_to_what_it_shows(site: Site) -> None:
    browser = site.browser("momo")
    before = browser.see(BOARD).all("section")
    site.submit_graded("momo", outcome_of(2.0))
    after = browser.see(BOARD).all("section")
    assert after[0]["data-events"] == f"/api/v1{BOARD}/events?track=unrestricted"
    versions = [
        (int(a["data-version"]), int(b["data-version"])) for a, b in zip(before, after, strict=True)
    ]
    (old, new), (same, still) = versions
    assert new > old
    assert still == same

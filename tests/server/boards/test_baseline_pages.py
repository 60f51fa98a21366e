"""Baselines on the pages: marked by a word, between the rows, and never a place."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright
from sqlalchemy import select

from grader import Outcome, Verdict
from server.core.models import Assignment, AssignmentVersion
from server.grading import evaluations, finishing
from server.submissions import queries as submissions
from tests.accessibility import faults_in_both_schemes
from tests.browser import ARGUMENTS, MISSING, find_chromium
from tests.server.boards.test_ties import compute
from tests.server.test_in_browser import Served, served
from tests.server.ungraded_site import HOSTILE, SMALL, Site, outcome_of

BOARD = f"{SMALL}/leaderboard"
VERSIONS = f"{SMALL}/versions"
Make = Callable[..., Path]
__all__ = ["served"]


def grade_baselines(site: Site, outcomes: dict[str, Outcome]) -> None:
    """Make these outcomes final, as a worker does."""

    def work(session) -> None:  # type: ignore[no-untyped-def]
        (version_id,) = session.scalars(
            select(AssignmentVersion.id)
            .join(Assignment, Assignment.id == AssignmentVersion.assignment_id)
            .where(AssignmentVersion.active, Assignment.slug == "small")
        )
        for submission, _, evaluation in submissions.baselines_of_version(session, version_id):
            if submission.baseline in outcomes:
                assert evaluations.claim(session, evaluation.id, "test") is not None
                outcome = outcomes[submission.baseline]
                assert finishing.finish(session, evaluation.id, "test", outcome)

    site.service.database.write(work)


@pytest.fixture
def compared(empty_site: Site, with_baselines: Make) -> Site:
    """A site where momo stands between two baselines."""
    empty_site.push(with_baselines({"mean": 4.0, "zero": 0.0}))
    grade_baselines(empty_site, {"mean": outcome_of(1.0), "zero": outcome_of(3.0)})
    empty_site.submit_graded("momo", outcome_of(2.0))
    return empty_site


def test_a_baseline_is_named_in_the_readers_language_and_has_no_place(compared: Site) -> None:
    page = compared.browser("momo").see(BOARD)
    assert "– no place The mean baseline 1.0000" in page.text
    assert "– no place The zero baseline 3.0000" in page.text
    places = [page.text.index(each) for each in ("The mean b", "momo you", "The zero b")]
    assert places == sorted(places)
    assert "1 participant" in page.text
    assert "you are at place 1" in page.text
    assert len([row for row in page.all("tr") if row.get("class") == "baseline"]) == 2
    japanese = compared.browser("momo", "ja").see(BOARD).text
    assert "順位なし 基準のmean 基準 1.0000" in japanese


def test_who_is_better_than_a_baseline_is_told_so(compared: Site) -> None:
    assert "you beat The zero" in compared.browser("momo").see(BOARD).text
    assert "基準のzeroを上回っています" in compared.browser("momo", "ja").see(BOARD).text
    assert "you beat" not in compared.browser("sensei").see(BOARD).text


def test_who_is_only_as_good_has_not_beaten_it(compared: Site) -> None:
    compared.submit_graded(HOSTILE, outcome_of(3.0))
    assert "you beat" not in compared.browser(HOSTILE).see(BOARD).text
    compared.submit_graded(HOSTILE, outcome_of(0.5))
    assert "you beat The mean and The zero" in compared.browser(HOSTILE).see(BOARD).text


def test_a_board_of_baselines_alone_still_invites(empty_site: Site, with_baselines: Make) -> None:
    empty_site.push(with_baselines({"mean": 4.0}))
    grade_baselines(empty_site, {"mean": outcome_of(1.0)})
    page = empty_site.browser("momo").see(BOARD)
    assert "The mean baseline 1.0000" in page.text
    assert "0 participants" in page.text
    assert "Nobody stands here yet." in page.text
    assert not [svg for svg in page.all("svg") if "ladder" in svg.get("class", "")]


def test_the_steps_are_of_participants_alone(compared: Site) -> None:
    (steps,) = [
        svg
        for svg in compared.browser("momo").see(BOARD).all("svg")
        if "ladder" in svg.get("class", "")
    ]
    assert steps["viewbox"] == "0 0 1 100"


def test_a_bracket_goes_through_a_baseline_and_does_not_hold_it(
    empty_site: Site, with_baselines: Make
) -> None:
    empty_site.push(with_baselines({"mean": 4.0}))
    empty_site.submit_graded(HOSTILE, outcome_of(1.0))
    empty_site.submit_graded("momo", outcome_of(2.0))
    grade_baselines(empty_site, {"mean": outcome_of(1.5)})
    compute(empty_site, 1, 1)
    page = empty_site.browser("momo").see(BOARD)
    classes = [cell["class"] for cell in page.all("td") if "rank" in cell.get("class", "")]
    assert classes == ["rank top-1 tied lead begins", "rank tied lead", "rank top-2 tied lead ends"]
    assert page.text.count("statistically tied with the leader") == 1
    assert page.text.count("give or take") == 2


def test_a_baseline_between_brackets_is_in_none(empty_site: Site, with_baselines: Make) -> None:
    empty_site.push(with_baselines({"mean": 4.0}))
    empty_site.submit_graded(HOSTILE, outcome_of(1.0))
    empty_site.submit_graded("momo", outcome_of(2.0))
    grade_baselines(empty_site, {"mean": outcome_of(1.5)})
    compute(empty_site, 1, 2)
    page = empty_site.browser("momo").see(BOARD)
    assert not [cell for cell in page.all("td") if "tied" in cell.get("class", "")]


def test_an_alias_like_a_baselines_slug_stays_apart(empty_site: Site, with_baselines: Make) -> None:
    empty_site.push(with_baselines({"momo": 4.0}))
    grade_baselines(empty_site, {"momo": outcome_of(1.0)})
    empty_site.submit_graded("momo", outcome_of(2.0))
    page = empty_site.browser("sensei").see(BOARD)
    assert page.text.count("momo Momoko") == 1
    assert "The momo baseline 1.0000" in page.text
    own = empty_site.browser("momo").see(BOARD)
    assert "you are at place 1" in own.text
    assert [row["class"] for row in own.all("tr") if "class" in row] == ["baseline", "own"]


def test_staff_read_what_came_of_each_and_students_do_not(
    empty_site: Site, with_baselines: Make
) -> None:
    empty_site.push(with_baselines({"mean": 4.0, "zero": 0.0}))
    grade_baselines(empty_site, {"zero": Outcome(verdict=Verdict.TIME_LIMIT)})
    page = empty_site.browser("sensei").see(VERSIONS)
    assert "The mean Unrestricted Unrestricted Waiting" in page.text
    assert "The zero Unrestricted Unrestricted Out of time" in page.text
    assert "1/2" not in page.text, "they are not among the submissions"
    empty_site.browser("momo").see(VERSIONS, status=403)


@pytest.mark.long
@pytest.mark.browser
@pytest.mark.skipif(find_chromium() is None, reason=MISSING)
def test_axe_finds_no_fault_and_nothing_overflows(served: Served, with_baselines: Make) -> None:
    served.push(with_baselines({"mean": 4.0, "zero": 0.0}))
    grade_baselines(
        served, {"mean": outcome_of(1.0), "zero": Outcome(verdict=Verdict.INVALID_FILE)}
    )
    served.submit_graded("momo", outcome_of(2.0))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
        for who, path in (("momo", BOARD), ("sensei", VERSIONS)):
            page = browser.new_context(base_url=served.url).new_page()
            page.goto("/sign-in")
            page.fill("#token", served.token(who))
            page.click("form.sign-in button")
            page.wait_for_url(f"{served.url}/")
            page.goto(path)
            assert faults_in_both_schemes(page) == []
            page.set_viewport_size({"width": 390, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") <= 390
        browser.close()

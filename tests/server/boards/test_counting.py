"""Which file counts: the best, the last, or the best of those that a participant has chosen."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from sqlalchemy import select
from starlette.testclient import TestClient

from grader import Outcome, Verdict
from server.core.clock import now
from server.core.models import Standing
from server.grading import evaluations, finishing
from tests.server.ungraded_site import SMALL, Site, outcome_of

Make = Callable[..., Path]
API = f"/api/v1{SMALL}"
CHOSEN = 'counts = "chosen"\nchoices = 1'


@pytest.fixture
def graded(database: Any, submit: Any) -> Callable[..., str]:
    """Submits and grades a file of momo's; a score of None for one that cannot be read."""

    def work(score: float | None) -> str:
        accepted = submit("momo")
        outcome = outcome_of(score) if score is not None else Outcome(verdict=Verdict.INVALID_FILE)
        database.write(evaluations.claim, accepted.evaluation.id, "w")
        database.write(finishing.finish, accepted.evaluation.id, "w", outcome)
        return str(accepted.submission.id)

    return work


def values(database: Any) -> list[float]:
    with database.read() as session:
        return list(session.scalars(select(Standing.value)))


@pytest.mark.parametrize(("counts", "wanted"), [("best", 1.0), ("last", 2.0), ("chosen", 1.0)])
def test_the_bundle_says_which_file_counts(
    counts: str,
    wanted: float,
    database: Any,
    push: Any,
    graded: Callable[..., str],
    prediction_bundle: Make,
) -> None:
    push(prediction_bundle(top=f'counts = "{counts}"'))
    for score in (3.0, 1.0, 2.0, None):
        graded(score)
    assert values(database) == [wanted]


def test_another_rule_is_in_force_at_once_for_all_and_grades_nothing(
    database: Any, engine: Any, push: Any, graded: Callable[..., str], prediction_bundle: Make
) -> None:
    first = push(prediction_bundle())
    for score in (3.0, 1.0, 2.0):
        graded(score)
    told = len(engine.told)
    second = push(prediction_bundle(top='counts = "last"'))
    assert (second.changed, second.standing_id) == (["counts"], first.id)
    assert values(database) == [2.0]
    assert len(engine.told) == told


class Chooser:
    """Momo, who chooses over HTTP."""

    def __init__(self, site: Site) -> None:
        self.site = site

    def ask(self, method: str, path: str, who: str = "momo") -> Any:
        headers = {"Authorization": f"Bearer {self.site.token(who)}"}
        return TestClient(self.site.app, headers=headers).request(method, f"{API}{path}")

    def choose(self, page: str, method: str = "PUT", who: str = "momo") -> int | str:
        answer = self.ask(method, f"/choices/{page.rsplit('/', 1)[-1]}", who)
        return 204 if answer.status_code == 204 else str(answer.json()["errors"][0]["code"])

    @property
    def score(self) -> float:
        rows = self.ask("GET", "/leaderboard?track=unrestricted").json()["rows"]
        return float(rows[0]["score"])


def test_a_participant_chooses_as_many_as_may_be(empty_site: Site, prediction_bundle: Make) -> None:
    empty_site.push(prediction_bundle(top=CHOSEN))
    momo = Chooser(empty_site)
    best, other = (empty_site.submit_graded("momo", outcome_of(score)) for score in (1.0, 2.0))
    assert momo.score == 1.0, "without a choice the best counts"

    assert momo.choose(other) == 204
    assert momo.score == 2.0
    assert momo.choose(other) == 204, "again changes nothing"
    assert momo.choose(best) == "all_chosen"
    assert momo.choose(best, who="sensei") == "not_found", "nobody chooses for others"
    assert momo.choose(other, "DELETE") == 204
    assert momo.score == 1.0
    lines = momo.ask("GET", "/submissions").json()
    assert [line["chosen"] for line in lines] == [False, False]


def test_nobody_chooses_after_the_deadline_or_where_the_bundle_does_not_let_them(
    empty_site: Site, prediction_bundle: Make
) -> None:
    closes_at = now().replace(microsecond=0) + timedelta(hours=1)
    empty_site.push(prediction_bundle(top=f"{CHOSEN}\ncloses_at = {closes_at.isoformat()}"))
    momo, page = Chooser(empty_site), empty_site.submit_graded("momo", outcome_of(1.0))
    with time_machine.travel(closes_at + timedelta(seconds=1)):
        assert momo.choose(page) == "choice_over"
        assert not [
            one
            for one in empty_site.browser("momo").see(page).all("button")
            if one.get("name") == "act"
        ]
    empty_site.push(prediction_bundle())
    assert momo.choose(page) == "nothing_to_choose"


@pytest.mark.parametrize(
    ("language", "word"), [("en", "chosen to count"), ("ja", "選ばれています")]
)
def test_the_page_of_a_file_has_the_choice(
    empty_site: Site, prediction_bundle: Make, language: str, word: str
) -> None:
    empty_site.push(prediction_bundle(top=CHOSEN))
    page = empty_site.submit_graded("momo", outcome_of(1.0))
    browser = empty_site.browser("momo", language)
    assert word not in browser.see(page).text
    form = {"submission": page.rsplit("/", 1)[-1], "act": "choose"}
    assert browser.client.post(f"{SMALL}/choices", data=form).headers["location"] == page
    assert word in browser.see(page).text
    assert "choose" not in empty_site.browser("sensei").see(page).source.split("<form")[-1][:200]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("paused: no files", "up to 1 that you choose", "All 1 tries of this assignment")),
        ("ja", ("一時停止中", "最大 1 件", "提出回数 1 回をすべて")),
    ],
)
def test_the_page_says_what_counts_and_why_nothing_is_taken(
    empty_site: Site, prediction_bundle: Make, language: str, words: tuple[str, str, str]
) -> None:
    paused, chosen, used = words
    empty_site.push(prediction_bundle(top=f"{CHOSEN}\npaused = true"))
    seen = empty_site.browser("momo", language).see(SMALL)
    assert paused in seen.text
    assert chosen in seen.text
    assert not [one for one in seen.all("input") if one.get("type") == "file"]
    empty_site.push(prediction_bundle(tables="[quota]\ntotal = 1\n"))
    empty_site.submit_graded("momo", outcome_of(1.0))
    assert used in empty_site.browser("momo", language).see(SMALL).text

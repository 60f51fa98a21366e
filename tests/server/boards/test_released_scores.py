"""Pages where the Ladder releases scores: what moved, what did not, and what staff see besides."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from starlette.testclient import TestClient

from grader import Outcome, Verdict
from server.boards.ladder_scorer import LadderScorer
from server.boards.predictions import PredictionStore
from server.grading import evaluations, finishing
from server.submissions import queries as submissions
from tests.server.ungraded_site import HOSTILE, SMALL, Site, outcome_of

ROWS = 200
LABELS = np.arange(ROWS) % 2
BOARD = f"{SMALL}/leaderboard"


class LadderSite:
    """A site whose files are graded in any order, by their losses."""

    def __init__(self, site: Site) -> None:
        self.site = site
        service = site.service
        self._predictions = PredictionStore(service.files, service.settings.data_dir / "scratch")
        self._scorer = LadderScorer(service.bundles, self._predictions)

    def upload(self, alias: str) -> str:
        """The page of a new submission that nobody has graded yet."""
        found: str = self.site.browser(alias).upload().headers["location"]
        return found

    def grade(self, path: str, wrong: int | None) -> None:
        """Grade a file that is wrong in so many rows; None: no file that can be scored."""
        outcome = Outcome(verdict=Verdict.INVALID_FILE)
        if wrong is not None:
            outcome = outcome_of(wrong / ROWS, private=0.123)
        values = np.where(np.arange(ROWS) < (wrong or 0), 1 - LABELS, LABELS).astype(float)

        def work(session) -> None:  # type: ignore[no-untyped-def]
            evaluation = submissions.latest_evaluation(session, path.rsplit("/", 1)[-1])
            self._predictions.keep(evaluation.id, values)
            evaluations.claim(session, evaluation.id, "test")
            assert finishing.finish(session, evaluation.id, "test", outcome, self._scorer)

        self.site.service.database.write(work)


@pytest.fixture
def ladder_site(empty_site: Site, prediction_bundle: Callable[..., Path]) -> LadderSite:
    table = "id,label\n" + "".join(f"{i},{label}\n" for i, label in enumerate(LABELS))
    folder = prediction_bundle(labels=table, release="ladder")
    sample = "id,prediction\n" + "".join(f"{i},0\n" for i in range(ROWS))
    (folder / "sample_submission.csv").write_text(sample)
    empty_site.push(folder)
    return LadderSite(empty_site)


def test_a_file_that_moved_nothing_is_said_kindly(ladder_site: LadderSite) -> None:
    first, second = ladder_site.upload("momo"), ladder_site.upload("momo")
    ladder_site.grade(first, 40)
    ladder_site.grade(second, 39)
    moved, same = (ladder_site.site.browser("momo").see(path) for path in (first, second))
    japanese = ladder_site.site.browser("momo", "ja").see(second)

    assert "Scored at most 0.21 MAE" in moved.text
    assert "No better" not in moved.text
    assert "Scored at most 0.21 MAE" in same.text
    assert "No better than your shown score, beyond chance" in same.text
    assert "表示は変わりません" in japanese.text
    for page in (moved, same):
        assert "0.195" not in page.source
        assert "0.2000" not in page.source
    history = ladder_site.site.browser("momo").see(SMALL)
    assert "= unchanged ≤ at most 0.21" in history.text
    assert (
        "starts at 0.56, and what you see moves only when a file is better by a step of 0.14"
        in history.text
    )


def test_a_file_that_waits_for_an_earlier_one_is_still_being_graded(
    ladder_site: LadderSite,
) -> None:
    first, second = ladder_site.upload("momo"), ladder_site.upload("momo")
    ladder_site.grade(second, 0)
    page = ladder_site.site.browser("momo").see(second)

    assert "Being graded" in page.text
    assert "It is graded. Its score is shown as soon as your earlier files" in page.text
    assert "Scored" not in page.text
    assert "0 participants" in ladder_site.site.browser("momo").see(BOARD).text
    ladder_site.grade(first, 60)
    assert "Scored at most 0.07 MAE" in ladder_site.site.browser("momo").see(second).text


def test_a_repeated_upload_is_told_no_more_of_it_than_a_look(ladder_site: LadderSite) -> None:
    """The end of a grading that waits for its turn is nobody's to know, whatever way they ask."""
    site = ladder_site.site
    client = TestClient(site.app, headers={"Authorization": f"Bearer {site.token('momo')}"})

    def send() -> dict[str, str]:
        answer = client.post(
            f"/api/v1{SMALL}/submissions?track=unrestricted&again=true",
            content="id,prediction\n0,1\n",
            headers={"Content-Type": "text/csv", "Idempotency-Key": "mine"},
        )
        assert answer.status_code == 202, answer.text
        receipt: dict[str, str] = answer.json()
        return receipt

    first, second = ladder_site.upload("momo"), send()
    assert second["state"] == "queued"
    ladder_site.grade(f"/submissions/{second['id']}", 0)
    again, look = send(), client.get(second["url"]).json()
    assert (again["id"], again["state"]) == (look["id"], "running")
    assert look["state"] == "running"
    ladder_site.grade(first, 60)
    assert send()["state"] == client.get(second["url"]).json()["state"] == "final"


def test_staff_see_the_exact_score_beside_the_one_that_is_shown(ladder_site: LadderSite) -> None:
    path = ladder_site.upload("momo")
    ladder_site.grade(path, 39)
    staff = ladder_site.site.browser("sensei")

    page = staff.see(path)
    assert "Scored 0.1950 MAE" in page.text
    assert "The participant sees 0.21." in page.text
    assert "0.1950 shown 0.21, place 1" in staff.see(BOARD).text
    seen = ladder_site.site.browser("momo").see(BOARD)
    assert "≤ at most 0.21" in seen.text
    assert "shown" not in seen.text


def test_equal_shown_scores_share_a_place_the_earlier_first(ladder_site: LadderSite) -> None:
    first, second = ladder_site.upload(HOSTILE), ladder_site.upload("momo")
    ladder_site.grade(second, 38)
    ladder_site.grade(first, 39)
    page = ladder_site.site.browser("momo").see(BOARD)

    assert f"1 {HOSTILE} 1 file" in page.text
    assert "1 shared momo" in page.text


def test_other_verdicts_need_no_turn(ladder_site: LadderSite) -> None:
    ladder_site.upload("momo")
    second = ladder_site.upload("momo")
    ladder_site.grade(second, None)
    assert "Invalid file" in ladder_site.site.browser("momo").see(second).text

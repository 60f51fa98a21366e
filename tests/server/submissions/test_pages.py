"""The page of a submission: its verdict, and everything that was found."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from starlette.testclient import TestClient

from grader import PROBLEM_KINDS, LayerReport, Outcome, Report, Verdict
from grader.layers.problems import OUT_OF_TIME
from grader.sandbox.problems import ASKS_FORWARD
from server.core import problems
from server.core.clock import now
from server.core.queue import MemoryQueue, Priority
from server.submissions import queries as submissions
from tests.server.ungraded_site import HOSTILE, LAYERS, Page, Site, outcome_of
from tests.server.wrong_layers import wrong_layers


def see(site: Site, outcome: Outcome, language: str = "en", **upload: str) -> Page:
    """The page of a submission of momo's that was graded so."""
    path = site.submit_graded("momo", outcome, **upload)
    return site.browser("momo", language).see(path)


def test_a_score_is_shown_with_its_metric_and_direction(site: Site) -> None:
    page = see(site, outcome_of(12.34567))
    assert "Scored 12.3457 MAE lower is better" in page.text
    assert "Place 1 of 1 · This file stands on the board." in page.text


def test_a_worse_file_names_the_best_so_far(site: Site) -> None:
    site.submit_graded(HOSTILE, outcome_of(1.0))
    site.submit_graded("momo", outcome_of(2.0))
    page = see(site, outcome_of(5.0))
    assert "The best so far is 2.0000, place 2 of 2." in page.text


@pytest.mark.parametrize("verdict", [v for v in Verdict if v is not Verdict.SCORED])
@pytest.mark.parametrize("language", ["en", "ja"])
def test_every_other_verdict_is_named_and_explained(
    site: Site, verdict: Verdict, language: str
) -> None:
    page = see(site, Outcome(verdict=verdict), language)
    (headline,) = [a for _, a in page.elements if "data-headline" in a]
    assert headline["class"] == "verdict-name"
    (card,) = [a["class"] for a in page.all("section") if "verdict" in a.get("class", "")]
    tone = "ours" if verdict is Verdict.INFRASTRUCTURE_FAULT else "bad"
    assert card == f"card verdict {tone}"
    assert len([p for p in page.all("p") if p.get("class") == "meaning"]) == 1


def test_every_problem_says_where_and_what_to_try(site: Site) -> None:
    found = problems.WRONG_TRACK(row=17, column=HOSTILE, track="<i>", tracks="a, b")
    other = problems.NO_FILE(line=3, track="x")
    report = Report(problems=(found, other), problems_total=40)
    page = see(site, Outcome(verdict=Verdict.INVALID_FILE, report=report))
    assert "40 problems" in page.text
    assert f"row 17 column {HOSTILE} There is no track '<i>'" in page.text
    assert "Send one of those as 'track'." in page.text
    assert "line 3 The form has no part" in page.text
    assert "The first 2 of 40 are listed." in page.text
    assert not page.all("i")


def test_a_mistake_in_every_row_is_told_once_with_its_count_and_first_rows(site: Site) -> None:
    found = [problems.EMPTY_UPLOAD(row=row) for row in range(2, 62)]
    report = Report(
        problems=(*found, problems.NO_FILE(line=3, track="x")),
        problems_total=1001,
        problem_counts={"empty_upload": 1000, "no_file": 1},
    )
    page = see(site, Outcome(verdict=Verdict.INVALID_FILE, report=report))
    assert page.text.count("Check the path after") == 1
    assert page.text.count("The upload holds no bytes.") == 5
    assert "1,000 times row 2 The upload holds no bytes. row 3" in page.text
    assert "row 6 The upload holds no bytes. and 995 more like these" in page.text
    assert "row 7" not in page.text
    assert "are listed" not in page.text


def test_problems_are_read_in_japanese_too(site: Site) -> None:
    report = Report(problems=(problems.EMPTY_UPLOAD(row=2),), problems_total=1)
    page = see(site, Outcome(verdict=Verdict.INVALID_FILE, report=report), "ja")
    assert "問題 1 件 2 行目 送られたファイルが空です。" in page.text


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Read otherwise than written This costs nothing."),
        ("ja", "読み替えたところ 減点はありません。"),
    ],
)
def test_what_was_read_otherwise_than_written_is_said_and_is_no_problem(
    site: Site, language: str, said: str
) -> None:
    kinds = {kind.code: kind for kind in PROBLEM_KINDS}
    note = kinds["read_as"](name="Affine", written=HOSTILE, asked="self.dW")
    outcome = outcome_of(1.0).model_copy(update={"report": Report(notes=(note,))})
    page = see(site, outcome, language)
    assert said in page.text
    assert HOSTILE in page.text
    assert not page.all("i")
    assert "1 problem" not in page.text


@pytest.mark.parametrize(
    ("language", "said"), [("en", "For staff alone"), ("ja", "担当者だけに見えます")]
)
def test_signs_of_measuring_are_for_staff_alone(site: Site, language: str, said: str) -> None:
    outcome = outcome_of(1.0)
    report = Report(signs=(ASKS_FORWARD(name="Affine", times="48"),))
    path = site.submit_graded("momo", outcome.model_copy(update={"report": report}))
    for name, is_seen in (("momo", False), ("sensei", True)):
        browser = site.browser(name, language)
        page = browser.see(path)
        assert (said in page.text, " 48 " in page.text) == (is_seen, is_seen)
        signs = browser.client.get(f"/api/v1{path}").json()["report"]["signs"]
        assert [one["code"] for one in signs] == [ASKS_FORWARD.code] * is_seen


def test_layers_show_their_points_and_where_they_are_wrong(
    empty_site: Site, layers_folder: Path
) -> None:
    empty_site.push(layers_folder, "layers")
    page = see(empty_site, wrong_layers(), path=LAYERS, track="main", filename="layers.py")
    assert "Wrong gradient 1.5 of 4 points" in page.text
    assert "Add 5 of 5 checks passed 1 /1" in page.text
    assert "Affine 4 of 5 checks passed 0.5 /3" in page.text
    assert "backward against the reference batch of 4" in page.text
    assert "Element dW[2, 1] Expected 0.5 Got nan Largest difference 1.25" in page.text
    assert f"What the code printed {HOSTILE}" in page.text
    assert f"7: self.dW = x @ dout # {HOSTILE}" in page.text
    assert "In numbers Error in per cent of the largest 0 1 40 0 0 100" in page.text
    (svg,) = [a for tag, a in page.elements if tag == "svg" and a.get("role") == "img"]
    assert svg["aria-label"].startswith("Error of dW, 3 rows and 2 columns")
    (ring,) = [a for tag, a in page.elements if a.get("class") == "worst"]
    assert (ring["x"], ring["y"]) == ("1", "2")
    cells = [a["fill-opacity"] for tag, a in page.elements if a.get("class") == "cell"]
    assert cells == ["0.0", "0.01", "0.4", "0.0", "0.0", "1.0"]
    assert "<script>alert" not in page.source


def test_a_layer_that_nobody_looked_at_is_not_shown_as_wrong(
    empty_site: Site, layers_folder: Path
) -> None:
    empty_site.push(layers_folder, "layers")
    unjudged = LayerReport(
        layer="Add",
        points=0,
        max_points=2,
        checks_passed=0,
        checks_total=0,
        unjudged=OUT_OF_TIME(seconds=10.0),
    )
    outcome = Outcome(
        verdict=Verdict.TIME_LIMIT, points=0, max_points=2, report=Report(layers=(unjudged,))
    )
    page = see(empty_site, outcome, "ja", path=LAYERS, track="main", filename="layers.py")
    assert "Add 未採点 0 /2" in page.text
    assert "10.0 秒" in page.text
    (layer,) = [a for _, a in page.elements if (a.get("class") or "").startswith("layer ")]
    assert layer["class"] == "layer unjudged"


def test_the_private_score_is_shown_from_the_reveal_on(
    empty_site: Site, prediction_bundle: Callable[..., Path]
) -> None:
    reveal_at = now() + timedelta(hours=1)
    empty_site.push(prediction_bundle(top=f"reveal_at = {reveal_at.isoformat()}"))
    path = empty_site.submit_graded("momo", outcome_of(3.0, private=4.5))
    assert "4.5000" not in empty_site.browser("momo").see(path).text
    with time_machine.travel(reveal_at):
        assert "On the private rows: 4.5000" in empty_site.browser("momo").see(path).text


def test_a_submission_of_somebody_else_is_not_there(site: Site) -> None:
    path = site.submit_graded(HOSTILE, outcome_of(2.0))
    page = site.browser("momo").see(path, 404)
    assert "There is no submission" in page.text


def test_staff_see_whose_it_is_and_students_do_not(site: Site) -> None:
    path = site.submit_graded("momo", outcome_of(2.0))
    assert "Momoko (momo)" in site.browser("sensei").see(path).text
    assert "Momoko" not in site.browser("momo").see(path).text


def test_those_who_wait_learn_their_place_in_the_queue(site: Site) -> None:
    site.browser(HOSTILE).upload()
    browser = site.browser("momo")
    page = browser.see(browser.upload().headers["location"])
    assert "Number 2 in the queue." in page.text
    assert [a for _, a in page.elements if a.get("data-live") == "pending"]


def test_the_place_in_the_line_and_the_expected_time_are_told(site: Site) -> None:
    queue = MemoryQueue()
    for number in range(5):
        queue.push(f"{number}", Priority.UPLOAD)
    queue.run(lambda id_: queue.note_graded(id_) or (queue.stop() if id_ == "4" else None))
    path = site.browser("momo").upload().headers["location"]
    with site.service.database.read() as session:
        evaluation = submissions.latest_evaluation(session, path.rsplit("/", 1)[-1])
    queue.push("ahead", Priority.UPLOAD, "somebody else")
    queue.push(evaluation.id, Priority.UPLOAD, "momo")
    site.app.state.held[MemoryQueue] = queue

    english, japanese = (site.browser("momo", language).see(path).text for language in ("en", "ja"))
    head = {"Authorization": f"Bearer {site.token('momo')}"}
    said = TestClient(site.app).get(f"/api/v1{path}", headers=head).json()

    assert "Number 2 in the queue. A verdict is expected in about 1 s." in " ".join(english.split())
    assert "約 1 秒後" in japanese
    assert (said["state"], said["position"], said["expected_s"]) == ("queued", 2, 1)

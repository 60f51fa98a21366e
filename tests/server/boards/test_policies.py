"""Rounded scores and scores that are asked for, through a whole server, over both databases."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from statistics import NormalDist
from typing import Any

import httpx2
import numpy as np
import pytest
import time_machine
from sqlalchemy import update
from sqlalchemy.orm import Session

from server.core.clock import now
from server.core.models import Release
from server.grading import replay as replaying
from server.settings import Settings
from tests.databases import Postgres, postgresql_is
from tests.grader.sandbox.waiting import wait_until
from tests.server.running import HOUR, Running

pytestmark = pytest.mark.long
ROWS = 1_200
LABELS = np.random.default_rng(3).permutation(np.arange(ROWS) % 2)
STEP = 0.0018  # an eighth of sqrt(0.25 / 1,200), to two digits
FIRST = "2027-04-12T09:00:00+09:00"
LAST = "2027-05-09T23:59:59+09:00"  # of four weeks
BOARD = "leaderboard?track=unrestricted"
People = dict[str, httpx2.Client]
Assignment = Callable[..., str]


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.long)])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """Settings of a server with one worker over either database."""
    url = ""
    if request.param == "postgresql":
        server: Postgres = request.getfixturevalue("postgres")
        url = server.migrate()
    return Settings(
        data_dir=tmp_path / "data", database_url=url, host="127.0.0.1", port=0, workers=1
    )


@pytest.fixture
def assignment(
    put_bundle: Callable[..., Any], prediction_bundle: Callable[..., Path]
) -> Assignment:
    """Pushes an assignment with two-valued labels under a policy; its address."""

    def make(release: str, *, top: str = "", metric: str = "mae", tries: int = 99) -> str:
        table = "id,label\n" + "".join(f"{i},{label}\n" for i, label in enumerate(LABELS))
        folder = prediction_bundle(
            labels=table, top=top, release=release, tables=f"[quota]\nper_day = {tries}\n"
        )
        toml = folder / "assignment.toml"
        toml.write_text(toml.read_text().replace('metric = "mae"', f'metric = "{metric}"'))
        sample = "id,prediction\n" + "".join(f"{i},0\n" for i in range(ROWS))
        (folder / "sample_submission.csv").write_text(sample)
        assert put_bundle(folder).status_code == 200
        return "/api/v1/courses/ml/assignments/small"

    return make


def wrong_in(count: int) -> Any:
    """Predictions that miss so many labels by 1."""
    return np.where(np.arange(ROWS) < count, 1 - LABELS, LABELS)


def submit(client: httpx2.Client, address: str, values: Any) -> dict[str, Any]:
    lines = "".join(f"{i},{value!r}\n" for i, value in enumerate(map(float, values)))
    receipt = client.post(
        f"{address}/submissions?track=unrestricted",
        content="id,prediction\n" + lines,
        headers={"Content-Type": "text/csv"},
    )
    assert receipt.status_code == 202, receipt.text
    view: dict[str, Any] = client.get(receipt.headers["Location"], params={"wait": 30}).json()
    assert view["verdict"] == "scored"
    return view


def ask(client: httpx2.Client, view: dict[str, Any]) -> httpx2.Response:
    return client.post(f"/api/v1/submissions/{view['id']}/score")


def rows(client: httpx2.Client, address: str) -> list[tuple[Any, ...]]:
    found = client.get(f"{address}/{BOARD}").json()["rows"]
    return [(row["rank"], row["alias"], row["score"]) for row in found]


def left(client: httpx2.Client, address: str) -> tuple[int, int]:
    answers = client.get(address).json()["answers"]
    return answers["left"], answers["total"]


@pytest.mark.parametrize(("metric", "sign"), [("mae", 1), ("accuracy", -1)])
def test_a_rounded_score_is_never_better_than_what_was_reached_and_ranks_alone(
    clients: People, assignment: Assignment, metric: str, sign: int
) -> None:
    """Ken's file is better by less than a step, and came second: he shares the place."""
    address = assignment("rounded", metric=metric)
    first = submit(clients["momo"], address, wrong_in(243))
    second = submit(clients["ken"], address, wrong_in(242))
    exact = [
        clients["ta"].get(f"/api/v1/submissions/{one['id']}").json() for one in (first, second)
    ]

    assert clients["momo"].get(address).json()["step"] == STEP
    assert first["score"] == second["score"]
    for shown, true in zip((first, second), exact, strict=True):
        assert 0 <= sign * (shown["score"] - true["score"]) < STEP
        assert round(shown["score"] / STEP, 9) == round(shown["score"] / STEP)
    assert [row[:2] for row in rows(clients["ken"], address)] == [(1, "momo"), (1, "ken")]
    assert [row[:2] for row in rows(clients["ta"], address)] == [(1, "ken"), (2, "momo")]
    shown_to_staff = clients["ta"].get(f"{address}/{BOARD}").json()["rows"]
    assert [row["released_rank"] for row in shown_to_staff] == [1, 1]


def test_ties_of_exact_scores_are_no_business_of_a_rounded_board(
    running: Running, clients: People, assignment: Assignment
) -> None:
    address = assignment("rounded")
    for who, wrong in (("momo", 241), ("ken", 240)):
        submit(clients[who], address, wrong_in(wrong))
    before = clients["ken"].get(f"{address}/{BOARD}")
    running.service.workers.uncertainty.refresh()
    after = clients["ken"].get(f"{address}/{BOARD}")

    assert (before.text, before.headers["etag"]) == (after.text, after.headers["etag"])
    assert all(row["interval"] is None for row in after.json()["rows"])
    assert all(row["interval"] for row in clients["ta"].get(f"{address}/{BOARD}").json()["rows"])


@pytest.mark.parametrize("release", ["rounded", "answers"])
def test_exact_scores_decide_after_closing(
    running: Running, clients: People, assignment: Assignment, release: str
) -> None:
    closes_at = now().replace(microsecond=0) + HOUR
    address = assignment(release, top=f"closes_at = {closes_at.isoformat()}")
    for who, wrong in (("momo", 241), ("ken", 240)):
        submit(clients[who], address, wrong_in(wrong))
    running.service.workers.uncertainty.refresh()
    before = clients["ken"].get(f"{address}/{BOARD}")

    with time_machine.travel(closes_at + timedelta(seconds=1)):
        after = clients["ken"].get(
            f"{address}/{BOARD}", headers={"If-None-Match": before.headers["etag"]}
        )
        mine = clients["momo"].get(f"{address}/submissions").json()
        task = clients["momo"].get(address).json()

    assert after.status_code == 200
    assert after.json()["version"] > before.json()["version"]
    found = [(row["rank"], row["alias"], row["score"]) for row in after.json()["rows"]]
    assert found == [(1, "ken", 0.2), (2, "momo", 0.2009)]
    assert all(row["interval"] for row in after.json()["rows"])
    assert [line["score"] for line in mine] == [0.2009]
    assert (task["bounds"], task["answers"]) == (False, None)


def test_a_file_is_validated_and_its_score_is_told_to_who_asks(
    clients: People, assignment: Assignment
) -> None:
    address = assignment("answers")
    momo = clients["momo"]
    view = submit(momo, address, wrong_in(240))

    assert (view["score"], view["released"], view["can_ask"]) == (None, None, True)
    assert rows(momo, address) == []
    assert momo.get(f"{address}/history?track=unrestricted").json()["submissions"] == []

    told = ask(momo, view)

    assert (told.status_code, told.json()["score"], told.json()["can_ask"]) == (200, 0.2016, False)
    assert rows(clients["ken"], address) == [(1, "momo", 0.2016)]
    assert [
        p["score"] for p in momo.get(f"{address}/history?track=unrestricted").json()["submissions"]
    ] == [0.2016]


def test_answers_run_out_and_asking_twice_for_one_file_is_free(
    clients: People, assignment: Assignment
) -> None:
    momo, ken = clients["momo"], clients["ken"]
    with time_machine.travel("2027-05-08T12:00:00+09:00"):  # the last of four weeks
        address = assignment("answers", top=f"opens_at = {FIRST}\ncloses_at = {LAST}")
        files = [submit(momo, address, wrong_in(count)) for count in (300, 240, 200, 100, 50)]
        told = [ask(momo, one) for one in files]
        again = ask(momo, files[0])
        theirs = ask(ken, files[0])
        staff = ask(clients["ta"], files[4])

        assert [answer.status_code for answer in told] == [200, 200, 200, 200, 429]
        assert told[4].json()["errors"][0]["code"] == "no_answer_left"
        assert (again.status_code, again.json()["score"]) == (200, told[0].json()["score"])
        assert theirs.status_code == 404
        assert (staff.status_code, staff.json()["errors"][0]["code"]) == (403, "not_your_file")
        assert left(momo, address) == (0, 4)
        assert left(ken, address) == (4, 4)
        assert rows(ken, address) == [(1, "momo", told[3].json()["score"])]


def test_a_week_brings_an_answer_at_its_midnight(clients: People, assignment: Assignment) -> None:
    """Four in four weeks: the second once half of the term has gone."""
    momo = clients["momo"]
    with time_machine.travel("2027-04-25T23:00:00+09:00", tick=False) as clock:
        address = assignment("answers", top=f"opens_at = {FIRST}\ncloses_at = {LAST}")
        first, second = (submit(momo, address, wrong_in(count)) for count in (300, 240))
        assert ask(momo, first).status_code == 200
        clock.move_to("2027-04-25T23:59:59+09:00")
        early = ask(momo, second)
        clock.move_to("2027-04-26T00:00:00+09:00")
        late = ask(momo, second)

    assert (early.status_code, early.headers["Retry-After"]) == (429, "1")
    assert early.json()["errors"][0]["code"] == "no_answer_yet"
    assert "2027-04-26T00:00+09:00" in early.json()["errors"][0]["hint"]
    assert late.status_code == 200


@postgresql_is(pytest.mark.long, "settings")
def test_two_that_ask_at_once_spend_an_answer_each_and_no_more_than_there_are(
    clients: People, assignment: Assignment
) -> None:
    momo = clients["momo"]
    with time_machine.travel("2027-05-08T12:00:00+09:00"):
        address = assignment("answers", top=f"opens_at = {FIRST}\ncloses_at = {LAST}")
        files = [submit(momo, address, wrong_in(count)) for count in (300, 240, 200, 100, 50, 20)]
        with ThreadPoolExecutor(12) as pool:
            told = list(pool.map(lambda one: ask(momo, one), files * 2))

        spent = [answer.status_code for answer in told]
        shown = [line["score"] for line in momo.get(f"{address}/submissions").json()]
        assert set(spent) == {200, 429}
        assert sum(score is not None for score in shown) == 4
        assert left(momo, address) == (0, 4)


def test_a_file_that_is_not_valid_cannot_be_asked_about(
    clients: People, assignment: Assignment
) -> None:
    address = assignment("answers")
    sent = clients["momo"].post(
        f"{address}/submissions?track=unrestricted",
        content="id,prediction\n1,2\n",
        headers={"Content-Type": "text/csv"},
    )
    view = clients["momo"].get(sent.headers["Location"], params={"wait": 30}).json()

    refused = ask(clients["momo"], view)

    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (409, "not_validated")
    assert left(clients["momo"], address)[0] == left(clients["ken"], address)[0]


def test_what_was_asked_stays_asked_under_the_next_version(
    clients: People, assignment: Assignment
) -> None:
    address = assignment("answers")
    asked, silent = (submit(clients["momo"], address, wrong_in(count)) for count in (300, 240))
    ask(clients["momo"], asked)
    before = left(clients["momo"], address)
    assignment("answers", tries=98)

    for one, score in ((asked, 0.2502), (silent, None)):
        url = f"/api/v1/submissions/{one['id']}"
        view = clients["momo"].get(url, params={"wait": 30}).json()
        assert (view["version"], view["score"]) == (2, score)
    assert left(clients["momo"], address) == before
    assert rows(clients["ken"], address) == [(1, "momo", 0.2502)]


def test_that_a_file_moved_on_the_ladder_is_no_score_that_was_asked_for(
    clients: People, assignment: Assignment
) -> None:
    address = assignment("ladder")
    sent = submit(clients["momo"], address, wrong_in(240))
    assignment("answers")
    wait_until(lambda: clients["momo"].get(address).json()["release"] == "answers")

    view = clients["momo"].get(f"/api/v1/submissions/{sent['id']}", params={"wait": 30}).json()
    assert (sent["moved"], view["score"], view["can_ask"]) == (True, None, True)


@pytest.mark.parametrize("release", ["rounded", "answers"])
def test_a_replay_computes_a_released_score_and_notices_a_forged_one(
    running: Running, clients: People, assignment: Assignment, release: str
) -> None:
    address = assignment(release)
    view = submit(clients["momo"], address, wrong_in(240))
    if release == "answers":
        ask(clients["momo"], view)
    service = running.service

    def replay() -> list[str]:
        with service.database.read() as session:
            found = replaying.find(session, view["id"], None)
        again = replaying.replay(found, service.files, service.grading.grade, service.database)
        return [difference.what for difference in again.differences]

    assert replay() == []
    service.database.write(Session.execute, update(Release).values(score=0.1))
    assert replay() == ["released.score"]


@pytest.mark.parametrize(
    ("release", "answers"),
    [pytest.param("rounded", 24, marks=pytest.mark.long), ("answers", 4)],
)
def test_an_attacker_learns_no_more_than_the_law_says(
    clients: People, assignment: Assignment, release: str, answers: int
) -> None:
    """Random guesses, each weighted by what its score says of it: the best attack known."""
    address = assignment(release, top=f"closes_at = {(now() + HOUR).isoformat()}")
    rng = np.random.default_rng(8)
    guesses = rng.integers(0, 2, (answers, ROWS))
    scores = []
    for guess in guesses:
        view = submit(clients["momo"], address, guess)
        scores.append(
            view["score"] if release == "rounded" else ask(clients["momo"], view).json()["score"]
        )

    votes = ((0.5 - np.array(scores))[:, None] * (2 * guesses - 1)).sum(axis=0)
    right = float(np.mean((votes > 0) == LABELS))

    law = NormalDist().cdf(np.sqrt(answers / (0.7 * ROWS))) - 0.5
    assert right - 0.5 <= law + 2.5 * np.sqrt(0.25 / ROWS)
    assert answers < 24 or right > 0.53  # and that much it does learn


def seen(client: httpx2.Client, path: str, language: str = "en") -> str:
    """The words of a page."""
    page = client.get(path, headers={"Accept": "text/html", "Accept-Language": language})
    assert page.status_code == 200
    return " ".join(re.sub(r"<[^>]*>", " ", page.text).split())


@pytest.mark.parametrize(
    ("release", "words", "japanese"),
    [
        ("rounded", "rounded to the worse side in steps of 0.0018", "悪い側に 0.0018 刻み"),
        ("answers", "you read a score only where you ask for it", "自分で尋ねたファイルだけ"),
        ("ladder", "moves only when a file is better by a step of", "偶然とは言えない差"),
    ],
)
def test_a_policy_is_explained_on_the_form_the_card_and_the_board(
    clients: People, assignment: Assignment, release: str, words: str, japanese: str
) -> None:
    address = assignment(release).removeprefix("/api/v1")
    view = submit(clients["momo"], f"/api/v1{address}", wrong_in(240))

    for path in (address, f"{address}/leaderboard", f"/submissions/{view['id']}"):
        assert words in seen(clients["momo"], path)
        assert japanese in seen(clients["momo"], path, "ja")


def test_pages_call_a_bound_a_bound_until_scores_are_exact(
    clients: People, assignment: Assignment
) -> None:
    closes_at = now().replace(microsecond=0) + HOUR
    address = assignment("rounded", top=f"closes_at = {closes_at.isoformat()}")
    view = submit(clients["momo"], address, wrong_in(240))
    card, board = f"/submissions/{view['id']}", f"{address.removeprefix('/api/v1')}/leaderboard"

    assert "at most 0.2016 MAE" in seen(clients["momo"], card)
    assert "What you reached lies between 0.2016 and 0.1998." in seen(clients["momo"], card)
    assert "≤ at most 0.2016" in seen(clients["momo"], board)
    assert "The participant sees 0.2016." in seen(clients["ta"], card)
    with time_machine.travel(closes_at + timedelta(seconds=1)):
        assert "at most" not in seen(clients["momo"], card)
        assert "0.2000 MAE" in seen(clients["momo"], card)
        assert "at most" not in seen(clients["momo"], board)


def test_a_stair_is_shown_with_the_bound_half_a_step_behind_it(
    clients: People, assignment: Assignment
) -> None:
    address = assignment("ladder")
    task = clients["momo"].get(address).json()
    good = submit(clients["momo"], address, wrong_in(20))

    assert "slack" not in task
    assert 20 / ROWS <= good["score"] <= 20 / ROWS + task["step"]
    assert f"at most {good['score']:g} MAE" in seen(clients["momo"], f"/submissions/{good['id']}")


def test_who_is_worse_than_the_start_reads_no_number_of_their_own_on_any_page(
    clients: People, assignment: Assignment
) -> None:
    address = assignment("ladder")
    poor = submit(clients["momo"], address, wrong_in(ROWS))
    submit(clients["ken"], address, wrong_in(20))
    page, start = address.removeprefix("/api/v1"), clients["momo"].get(address).json()["start"]
    words = {
        who: {
            path: seen(clients[who], path)
            for path in (
                page,
                f"{page}/leaderboard",
                f"{page}/history",
                f"/submissions/{poor['id']}",
            )
        }
        for who in ("momo", "ta")
    }
    card = words["momo"].pop
    said = card(f"/submissions/{poor['id']}")

    assert (poor["score"], poor["released"], poor["at_start"]) == (None, None, True)
    assert start < 1  # and what was reached is 1
    assert f"Not better than the start, {start:.2f}, by a step" in said
    for path in words["momo"]:
        shown = words["momo"][path].replace(f"Everybody starts at {start:g}", "")
        assert "start" in shown
        assert not re.search(rf"\b{start:g}0*\b", shown), path
    assert "1 participant is still at the start, without" in words["momo"][f"{page}/history"]
    assert "1 人はまだ開始点にいて" in seen(clients["momo"], f"{page}/history", "ja")
    assert "still at the start" not in words["ta"][f"{page}/history"]
    assert "shown start, place 2" in words["ta"][f"{page}/leaderboard"]
    assert "The participant sees start." in words["ta"][f"/submissions/{poor['id']}"]


def test_the_page_asks_and_says_how_many_are_left(clients: People, assignment: Assignment) -> None:
    with time_machine.travel("2027-05-08T12:00:00+09:00"):
        address = assignment("answers", top=f"opens_at = {FIRST}\ncloses_at = {LAST}")
        view = submit(clients["momo"], address, wrong_in(240))
        card = f"/submissions/{view['id']}"
        before = seen(clients["momo"], card)
        sent = clients["momo"].post(f"{card}/score", headers={"Accept": "text/html"})
        after = seen(clients["momo"], card)

        assert "Ask for its score Scores left to ask for: 4 now, of 4 in the term." in before
        assert (sent.status_code, sent.headers["Location"]) == (303, card)
        assert "at most 0.2016" in after
        assert "Ask for its score" not in after
        form = seen(clients["momo"], address.removeprefix("/api/v1"))
        assert "Scores left to ask for: 3 now, of 4 in the term." in form

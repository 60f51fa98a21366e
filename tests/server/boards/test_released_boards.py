"""What the Ladder released is all that boards and histories tell participants of public scores."""

import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx2
import numpy as np
import pytest
import time_machine
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from server.core.models import Evaluation, Submission
from tests.server.boards.test_baseline_routes import settle
from tests.server.running import HOUR, Running

People = dict[str, httpx2.Client]
ADDRESS = "/api/v1/courses/ml/assignments/small"
ROWS = 400
LABELS = np.arange(ROWS) % 2  # of constant 0, half of the rows are wrong
PUBLIC = np.arange(ROWS) < ROWS // 2
STEP = 0.14  # four standard errors of that constant's score on 200 rows
FIRST, SECOND = 0.21, 0.35  # the bounds of what is kept as one step, and as two


def file(wrong_public: int, wrong_private: int) -> str:
    """Predictions that miss so many labels of either part by 1."""
    place = np.where(PUBLIC, np.arange(ROWS), np.arange(ROWS) - ROWS // 2)
    wrong = place < np.where(PUBLIC, wrong_public, wrong_private)
    values = np.where(wrong, 1 - LABELS, LABELS)
    return "id,prediction\n" + "".join(f"{i},{value}\n" for i, value in enumerate(values))


@pytest.fixture
def pushed(
    put_bundle: Callable[..., Any], prediction_bundle: Callable[..., Path], reveal_at: datetime
) -> None:
    """A bundle on the Ladder with a reveal and a baseline that is wrong in 45 public rows."""
    parts = np.where(PUBLIC, "public", "private")
    labels = "".join(f"{i},{LABELS[i]},{parts[i]}\n" for i in range(ROWS))
    table = (
        '[[baselines]]\nslug = "base"\ntrack = "unrestricted"\nfile = "private/base.csv"\n'
        'title = { en = "Base", ja = "基準" }\n'
    )
    folder = prediction_bundle(
        top=f"closes_at = {(reveal_at - HOUR).isoformat()}\nreveal_at = {reveal_at.isoformat()}",
        tables=table,
        labels="id,label,part\n" + labels,
        release="ladder",
    )
    (folder / "private" / "base.csv").write_text(file(45, 10))
    zeros = "id,prediction\n" + "".join(f"{i},0\n" for i in range(ROWS))
    (folder / "sample_submission.csv").write_text(zeros)
    assert put_bundle(folder).status_code == 200


@pytest.fixture
def term(pushed: None, clients: People) -> People:
    """Momo's second file is better by chance alone; Ken's one is worse in public only."""
    for who, wrong in (("momo", (30, 80)), ("momo", (29, 90)), ("ken", (60, 20))):
        hand_in(clients[who], *wrong)
    return clients


def hand_in(client: httpx2.Client, *wrong: int) -> None:
    receipt = client.post(
        f"{ADDRESS}/submissions?track=unrestricted&again=true",
        content=file(*wrong),
        headers={"Content-Type": "text/csv"},
    )
    final = client.get(receipt.headers["Location"], params={"wait": 30}).json()
    assert final["verdict"] == "scored", final


def rows(client: httpx2.Client, *names: str, part: str = "") -> list[tuple[Any, ...]]:
    query = {"track": "unrestricted"} | ({"part": part} if part else {})
    found = client.get(f"{ADDRESS}/leaderboard", params=query).json()["rows"]
    return [tuple(row[name] for name in names) for row in found]


def history(client: httpx2.Client) -> dict[str, Any]:
    found: dict[str, Any] = client.get(f"{ADDRESS}/history?track=unrestricted").json()
    return found


def test_a_baseline_stands_on_the_bound_of_a_step(term: People) -> None:
    names = ("alias", "score", "rank")
    assert rows(term["ken"], *names) == [
        ("momo", FIRST, 1),
        ("ken", SECOND, 2),
        ("base", SECOND, None),
    ]
    assert rows(term["ta"], *names) == [
        ("momo", 29 / 200, 1),
        ("base", 45 / 200, None),
        ("ken", 60 / 200, 2),
    ]


def test_a_withdrawn_file_stays_in_the_chain_so_that_nothing_more_is_told(term: People) -> None:
    """Else whoever withdraws would climb the same stair again, and read it twice."""
    momo, names = term["momo"], ("alias", "score")
    *_, first = momo.get(f"{ADDRESS}/submissions").json()
    assert momo.put(f"/api/v1{first['url']}/withdrawal").status_code == 204
    hand_in(momo, 30, 80)
    assert momo.get(f"{ADDRESS}/submissions").json()[0]["moved"] is False
    assert rows(term["ken"], *names) == [("ken", SECOND), ("base", SECOND)]
    assert momo.delete(f"/api/v1{first['url']}/withdrawal").status_code == 204
    assert rows(term["ken"], *names)[0] == ("momo", FIRST)
    ken = term["ken"]
    hand_in(ken, 20, 20)
    assert ("ken", FIRST) in rows(ken, *names)
    newest = ken.get(f"{ADDRESS}/submissions").json()[0]
    assert newest["moved"]
    assert ken.put(f"/api/v1{newest['url']}/withdrawal").status_code == 204
    assert ("ken", SECOND) in rows(ken, *names)


def test_a_history_tells_steps_alone(term: People) -> None:
    mine = history(term["momo"])
    assert [one["score"] for one in mine["submissions"]] == [FIRST, FIRST]
    assert [one["score"] for one in mine["class_best"]] == [FIRST]
    exact = history(term["ta"])
    assert [one["score"] for one in exact["class_best"]] == [30 / 200, 29 / 200]


def test_the_reveal_moves_ranks_against_what_was_shown(term: People, reveal_at: datetime) -> None:
    names = ("rank", "alias", "score", "private_score", "moved")
    with time_machine.travel(reveal_at):
        assert rows(term["momo"], *names) == [
            (None, "base", SECOND, 10 / 200, None),
            (1, "ken", SECOND, 20 / 200, 1),
            (2, "momo", FIRST, 90 / 200, -1),
        ]
        assert rows(term["momo"], "score", part="public") == [(FIRST,), (SECOND,), (SECOND,)]
        in_full = rows(term["ta"], "alias", "score", "released", "released_rank")
        shift = history(term["ken"])["shake_up"]
    assert in_full == [
        ("base", 45 / 200, None, None),
        ("ken", 60 / 200, SECOND, 2),
        ("momo", 29 / 200, FIRST, 1),
    ]
    assert [(one["alias"], one["public_rank"], one["private_rank"]) for one in shift] == [
        ("ken", 2, 1),
        ("momo", 1, 2),
    ]


BOARD = "/courses/ml/assignments/small/leaderboard"
HISTORY = "/courses/ml/assignments/small/history"


def see(client: httpx2.Client, path: str) -> str:
    """The text of a page, blanks as one."""
    answer = client.get(path, headers={"Accept": "text/html", "Accept-Language": "en"})
    assert answer.status_code == 200, answer.text
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())


def test_no_step_rounds_private_scores_on_pages(term: People, reveal_at: datetime) -> None:
    """Two decimals are enough for steps of 0.14, and make equals of scores that decide a place."""
    momo = term["momo"]
    (own, *_) = momo.get(f"{ADDRESS}/submissions").json()
    with time_machine.travel(reveal_at):
        board, history, verdict = (see(momo, path) for path in (BOARD, HISTORY, own["url"]))
        course = see(momo, "/courses/ml")
    assert "1 ken Public ≤ at most 0.35 0.1000 ≤ at most 0.35" in board
    assert "2 momo you Public ≤ at most 0.21 0.4500 ≤ at most 0.21" in board
    assert "– no place Base baseline 0.0500 ≤ at most 0.35" in board
    assert "≤ at most 0.21 ≤ at most 0.21 0.4500" in history
    assert "On the private rows: 0.4500" in verdict
    assert "0.4500 MAE , private" in course


def test_a_baseline_without_a_private_score_shows_none_and_is_not_beaten(
    term: People, running: Running, reveal_at: datetime
) -> None:
    settle(term["sensei"])
    baselines = select(Submission.id).where(Submission.baseline.is_not(None))
    forget = update(Evaluation).where(Evaluation.submission_id.in_(baselines))
    running.service.database.write(Session.execute, forget.values(private_score=None))
    with time_machine.travel(reveal_at):
        for alias in ("momo", "ta"):
            assert "Base baseline – no private score" in see(term[alias], BOARD)
            assert "you beat" not in see(term[alias], BOARD)
        assert "you beat Base" in see(term["momo"], f"{BOARD}?part=public")


@pytest.mark.usefixtures("pushed")
def test_places_moved_are_the_same_for_staff_and_class(
    clients: People, reveal_at: datetime
) -> None:
    """In public both were shown the first place, though the exact score of one is better."""
    hand_in(clients["momo"], 30, 80)
    hand_in(clients["ken"], 29, 20)
    with time_machine.travel(reveal_at):
        for who in ("momo", "ta"):
            assert rows(clients[who], "rank", "alias", "moved")[1:] == [
                (1, "ken", 0),
                (2, "momo", -1),
            ]
            shift = history(clients[who])["shake_up"]
            assert [(one["alias"], one["public_rank"]) for one in shift] == [
                ("ken", 1),
                ("momo", 1),
            ]

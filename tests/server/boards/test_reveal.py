"""The reveal: boards turn to private scores by the clock alone, and not a moment before."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest
import time_machine

from server.core.intervals import Intervals
from tests.server.running import HOUR

People = dict[str, httpx2.Client]


@pytest.fixture
def intervals() -> Intervals:
    """Streams look again at once."""
    return Intervals(keep_alive_s=0.05, board_recheck_s=0.05)


@pytest.fixture
def revealed(reveal_at: datetime) -> Callable[[], Any]:
    """Travels to the reveal."""
    return lambda: time_machine.travel(reveal_at)


def submit(client: httpx2.Client, address: str, *values: float) -> str:
    rows = "".join(f"{number},{value}\n" for number, value in enumerate(values))
    receipt = client.post(
        f"{address}/submissions?track=unrestricted&again=true",
        content="id,prediction\n" + rows,
        headers={"Content-Type": "text/csv"},
    )
    assert receipt.status_code == 202, receipt.text
    found: str = client.get(receipt.headers["Location"], params={"wait": 30}).json()["id"]
    return found


def board(client: httpx2.Client, address: str, **query: Any) -> httpx2.Response:
    return client.get(f"{address}/leaderboard", params={"track": "unrestricted", **query})


def places(answer: httpx2.Response) -> list[tuple[Any, ...]]:
    return [
        (row["rank"], row["alias"], row["score"], row["private_score"], row["moved"])
        for row in answer.json()["rows"]
    ]


@pytest.fixture
def two(clients: People, address: str) -> str:
    """Momo leads in public, Ken in private."""
    submit(clients["momo"], address, 0, 0, 4, 0, 16, 0)
    submit(clients["ken"], address, 1, 1, 5, 9, 17, 25)
    return address


def test_the_reveal_moves_ranks_without_any_write(
    clients: People, two: str, revealed: Callable[[], Any]
) -> None:
    before = board(clients["momo"], two)
    with revealed():
        after = clients["momo"].get(
            f"{two}/leaderboard?track=unrestricted",
            headers={"If-None-Match": before.headers["ETag"]},
        )
        again = board(clients["momo"], two)

    assert places(before) == [(1, "momo", 0.0, None, None), (2, "ken", 1.0, None, None)]
    assert (before.json()["part"], before.json()["final"]) == ("public", False)
    assert after.status_code == 200
    assert places(after) == [(1, "ken", 1.0, 0.0, 1), (2, "momo", 0.0, 11.6667, -1)]
    assert (after.json()["part"], after.json()["final"]) == ("private", True)
    assert after.json()["version"] > before.json()["version"]
    assert after.headers["ETag"] == again.headers["ETag"] != before.headers["ETag"]


def test_a_reveal_that_has_come_is_not_put_off(
    clients: People,
    two: str,
    put_bundle: Callable[..., Any],
    prediction_bundle: Callable[..., Path],
    reveal_at: datetime,
    revealed: Callable[[], Any],
) -> None:
    with revealed():
        final = board(clients["momo"], two)
        later = prediction_bundle(top=f"reveal_at = {(reveal_at + HOUR).isoformat()}")
        assert put_bundle(later).status_code == 409
        after = board(clients["momo"], two)
    assert after.json()["final"]
    assert (after.content, after.headers["etag"]) == (final.content, final.headers["etag"])


def test_one_moment_before_the_reveal_nothing_is_private_to_participants(
    clients: People, two: str, reveal_at: datetime
) -> None:
    with time_machine.travel(reveal_at - timedelta(microseconds=1), tick=False):
        early = board(clients["momo"], two)
        asked = board(clients["momo"], two, part="private")
    assert early.json()["part"] == "public"
    assert (asked.status_code, asked.json()["errors"][0]["code"]) == (403, "staff_only")
    with time_machine.travel(reveal_at, tick=False):
        assert board(clients["momo"], two, part="private").json()["part"] == "private"


def test_staff_look_at_the_private_board_before_and_participants_never_get_theirs(
    clients: People, two: str
) -> None:
    preview = board(clients["ta"], two, part="private")
    public = board(clients["ta"], two)
    assert places(preview) == [(1, "ken", 1.0, 0.0, 1), (2, "momo", 0.0, 35 / 3, -1)]
    assert (preview.json()["part"], preview.json()["final"]) == ("private", False)
    assert places(public) == [(1, "momo", 0.0, None, None), (2, "ken", 1.0, None, None)]
    assert preview.headers["ETag"] != public.headers["ETag"]
    stolen = clients["momo"].get(
        f"{two}/leaderboard?track=unrestricted", headers={"If-None-Match": preview.headers["ETag"]}
    )
    assert (stolen.status_code, stolen.json()["part"]) == (200, "public")


def test_the_public_board_can_be_read_afterwards(
    clients: People, two: str, revealed: Callable[[], Any]
) -> None:
    before = board(clients["momo"], two)
    with revealed():
        after = board(clients["momo"], two, part="public")
    known_later = ("interval", "statistically_tied", "bracket")
    rows = [
        [{name: row[name] for name in row if name not in known_later} for row in one.json()["rows"]]
        for one in (before, after)
    ]
    assert rows[0] == rows[1]
    assert (after.json()["part"], after.json()["final"]) == ("public", True)


def test_what_stands_in_public_counts_even_where_another_file_is_better_in_private(
    clients: People, address: str, revealed: Callable[[], Any]
) -> None:
    submit(clients["momo"], address, 9, 1, 9, 9, 9, 25)
    stands = submit(clients["momo"], address, 0, 2, 4, 10, 16, 26)
    with revealed():
        rows = board(clients["momo"], address).json()["rows"]
        view = clients["momo"].get(f"/api/v1/submissions/{stands}").json()
    assert [row["private_score"] for row in rows] == [1.0] == [view["private_score"]]


def test_equal_private_scores_share_a_rank_and_the_earlier_stands_first(
    clients: People, address: str, revealed: Callable[[], Any]
) -> None:
    submit(clients["ken"], address, 1, 1, 4, 9, 16, 26)
    submit(clients["momo"], address, 0, 2, 4, 9, 16, 25)
    with revealed():
        rows = board(clients["momo"], address).json()["rows"]
    assert [(row["rank"], row["alias"], row["tied_with_above"], row["moved"]) for row in rows] == [
        (1, "ken", False, 1),
        (1, "momo", True, 0),
    ]


def test_who_has_no_file_of_value_is_on_neither_board(
    clients: People, address: str, revealed: Callable[[], Any]
) -> None:
    submit(clients["ken"], address, 0, 1)
    submit(clients["ta"], address, 0, 1, 4, 9, 16, 25)
    with revealed():
        assert board(clients["ken"], address).json()["rows"] == []
        history = clients["ken"].get(f"{address}/history?track=unrestricted").json()
    assert [(one["verdict"], one["score"], one["best"]) for one in history["submissions"]] == [
        ("invalid_file", None, None)
    ]
    assert (history["class_best"], history["distribution"], history["rank"]) == ([], [], None)


def test_without_private_rows_a_board_stays_public(
    clients: People,
    put_bundle: Callable[..., Any],
    prediction_bundle: Callable[..., Path],
    reveal_at: datetime,
) -> None:
    labels = "id,label\n" + "".join(f"{i},{i}\n" for i in range(6))
    top = f"closes_at = {(reveal_at - HOUR).isoformat()}\nreveal_at = {reveal_at.isoformat()}"
    put_bundle(prediction_bundle(top=top, labels=labels))
    address = "/api/v1/courses/ml/assignments/small"
    submit(clients["momo"], address, 0, 1, 2, 3, 4, 6)
    before = board(clients["momo"], address)
    with time_machine.travel(reveal_at):
        after = board(clients["momo"], address)
        history = clients["momo"].get(f"{address}/history?track=unrestricted").json()
    assert after.json()["rows"] == before.json()["rows"]
    assert after.json()["part"] == "public"
    assert history["shake_up"] is None


def test_events_tell_of_the_reveal(clients: People, two: str, revealed: Callable[[], Any]) -> None:
    """A page that waits hears of it within a recheck, with the version that it then finds."""
    with clients["ken"].stream("GET", f"{two}/leaderboard/events?track=unrestricted") as stream:
        lines = (line for line in stream.iter_lines() if line.startswith("data: "))
        before = json.loads(next(lines)[6:])["version"]
        with revealed():
            after = json.loads(next(lines)[6:])["version"]
            shown = board(clients["ken"], two).json()["version"]
    assert before < after == shown


def test_a_reveal_without_a_deadline_is_the_deadline(
    clients: People,
    put_bundle: Callable[..., Any],
    prediction_bundle: Callable[..., Path],
    reveal_at: datetime,
) -> None:
    """Else everybody could submit what they know the private score of."""
    put_bundle(prediction_bundle(top=f"reveal_at = {reveal_at.isoformat()}"))
    address = "/api/v1/courses/ml/assignments/small"
    submit(clients["momo"], address, 0, 1, 4, 9, 16, 25)
    closes_at = clients["momo"].get(address).json()["closes_at"]
    with time_machine.travel(reveal_at + timedelta(seconds=1)):
        refused = clients["momo"].post(
            f"{address}/submissions?track=unrestricted&again=true",
            content="id,prediction\n",
            headers={"Content-Type": "text/csv"},
        )
    assert datetime.fromisoformat(closes_at) == reveal_at
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (403, "closed")

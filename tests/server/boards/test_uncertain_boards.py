"""The way of uncertainty through a whole server: from a file to brackets, and to whom."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2
import numpy as np
import pytest
import time_machine

from server.core.clock import now
from server.core.intervals import Intervals

ROWS = 40
People = dict[str, httpx2.Client]
Settled = Callable[[httpx2.Client, str], httpx2.Response]


@pytest.fixture
def intervals() -> Intervals:
    """Uncertainty is computed when a test says so."""
    return Intervals(uncertainty_s=1e6)


@pytest.fixture
def address(put_bundle: Callable[..., Any], prediction_bundle: Callable[..., Path]) -> str:
    labels = "id,label\n" + "".join(f"{i},0\n" for i in range(ROWS))
    folder = prediction_bundle(labels=labels, decimals=3)
    sample = "id,prediction\n" + "".join(f"{i},0\n" for i in range(ROWS))
    (folder / "sample_submission.csv").write_text(sample)
    assert put_bundle(folder).status_code == 200
    return "/api/v1/courses/ml/assignments/small"


def submit(client: httpx2.Client, address: str, values: Any) -> str:
    lines = "".join(f"{i},{value!r}\n" for i, value in enumerate(map(float, values)))
    receipt = client.post(
        f"{address}/submissions?track=unrestricted&again=true",
        content="id,prediction\n" + lines,
        headers={"Content-Type": "text/csv"},
    )
    final = client.get(receipt.headers["Location"], params={"wait": 30}).json()
    assert final["verdict"] == "scored"
    found: str = final["id"]
    return found


def board(client: httpx2.Client, address: str) -> httpx2.Response:
    return client.get(f"{address}/leaderboard?track=unrestricted")


@pytest.fixture
def settled(running: Any) -> Settled:
    """Reads a board once the uncertainty of every row is computed."""

    def read(client: httpx2.Client, address: str) -> httpx2.Response:
        running.service.workers.uncertainty.refresh()
        answer = board(client, address)
        assert all(row["interval"] for row in answer.json()["rows"])
        return answer

    return read


def test_ties_arrive_under_a_new_tag_and_participants_see_coarse_margins(
    clients: People, address: str, settled: Settled
) -> None:
    rng = np.random.default_rng(0)
    values = rng.normal(size=ROWS)
    submit(clients["momo"], address, values)
    first = board(clients["momo"], address)
    answer = settled(clients["momo"], address)
    submit(clients["ken"], address, 1.02 * rng.permutation(values))
    rows = settled(clients["momo"], address).json()["rows"]
    full = settled(clients["ta"], address).json()["rows"]

    assert first.json()["rows"][0]["interval"] is None
    assert first.headers["ETag"] != answer.headers["ETag"]
    assert [(row["bracket"], row["statistically_tied"]) for row in rows] == [(1, False), (1, True)]
    for row, exact in zip(rows, full, strict=True):
        low, high = row["interval"]
        assert low <= exact["interval"][0] < row["score"] < exact["interval"][1] <= high
        margin = round((high - low) / 2, 9)
        assert margin == round(margin, 2), "ten times the step of three decimals"
        assert exact["interval"][0] != round(exact["interval"][0], 3)
        assert "margin" not in row


def test_rows_of_one_shown_score_are_tied_for_participants_alone(
    clients: People, address: str, settled: Settled
) -> None:
    """A difference below the rounding in every row is no chance, and none of their business."""
    values = np.ones(ROWS)
    submit(clients["momo"], address, values - 1e-9)
    submit(clients["ken"], address, values)

    seen = settled(clients["momo"], address).json()["rows"]
    full = settled(clients["ta"], address).json()["rows"]
    assert [(row["bracket"], row["statistically_tied"]) for row in seen] == [(1, False), (1, True)]
    assert [(row["bracket"], row["statistically_tied"]) for row in full] == [(1, False), (2, False)]
    assert seen[0]["interval"] == [0.99, 1.01], "no finer than ten times the step of the scores"
    assert full[1]["interval"] == [1.0, 1.0]


@pytest.mark.parametrize("value", [1e27, 1e150])
def test_an_absurd_score_breaks_no_page_of_the_class(
    clients: People, address: str, settled: Settled, value: float
) -> None:
    submit(clients["momo"], address, np.ones(ROWS))
    submit(clients["ken"], address, np.linspace(value / 2, value, ROWS))

    seen = settled(clients["momo"], address).json()["rows"]
    low, high = seen[1]["interval"]
    assert low < seen[1]["score"] < high
    page = "/courses/ml/assignments/small"
    for who in ("momo", "ken", "ta"):
        for path in ("/", "/courses/ml", page, f"{page}/leaderboard", f"{page}/history"):
            answer = clients[who].get(path, headers={"Accept": "text/html"})
            assert answer.status_code == 200, (who, path, answer.text[:500])
            assert "0,000,000" not in answer.text, "nothing so wide that it hides the rest"


def test_no_route_reaches_predictions(clients: People, address: str) -> None:
    found = submit(clients["momo"], address, np.ones(ROWS))

    for path in (f"/predictions/{found}.npy", f"/api/v1/submissions/{found}/predictions"):
        assert clients["sensei"].get(path).status_code == 404


def test_a_final_board_has_ties_and_margins_of_its_private_rows(
    clients: People,
    put_bundle: Callable[..., Any],
    prediction_bundle: Callable[..., Path],
    settled: Settled,
) -> None:
    reveal_at = now() + timedelta(hours=1)
    labels = "id,label,part\n" + "".join(
        f"{i},0,{'public' if i % 2 else 'private'}\n" for i in range(ROWS)
    )
    folder = prediction_bundle(
        top=f"reveal_at = {reveal_at.isoformat()}", labels=labels, decimals=3
    )
    sample = "id,prediction\n" + "".join(f"{i},0\n" for i in range(ROWS))
    (folder / "sample_submission.csv").write_text(sample)
    assert put_bundle(folder).status_code == 200
    address = "/api/v1/courses/ml/assignments/small"
    odd = np.arange(ROWS) % 2
    submit(clients["momo"], address, 1.0 * odd + 50.0 * (1 - odd))
    submit(clients["ken"], address, 9.0 * odd + 20.0 * (1 - odd))
    public = settled(clients["momo"], address).json()
    with time_machine.travel(reveal_at):
        final = settled(clients["momo"], address).json()
        again = clients["momo"].get(f"{address}/leaderboard?track=unrestricted&part=public").json()

    assert [(row["alias"], row["interval"]) for row in public["rows"]] == [
        ("momo", [0.99, 1.01]),
        ("ken", [8.99, 9.01]),
    ]
    assert [(row["alias"], row["interval"], row["bracket"]) for row in final["rows"]] == [
        ("ken", [19.99, 20.01], 1),
        ("momo", [49.99, 50.01], 2),
    ]
    assert again["rows"] == public["rows"]

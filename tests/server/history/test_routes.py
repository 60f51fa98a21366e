"""Histories over HTTP: the own scores, the class's best, its spread, and what the reveal moved."""

from datetime import datetime, timedelta
from typing import Any

import httpx2
import time_machine

from tests.server.boards.test_reveal import submit

People = dict[str, httpx2.Client]


def history(client: httpx2.Client, address: str, **query: Any) -> dict[str, Any]:
    answer = client.get(f"{address}/history", params={"track": "unrestricted", **query})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_the_own_scores_with_the_best_so_far_and_the_best_of_the_class(
    clients: People, address: str
) -> None:
    submit(clients["momo"], address, 2, 0, 4, 0, 16, 0)
    submit(clients["momo"], address, 0, 1)
    submit(clients["ken"], address, 1, 9, 4, 9, 16, 9)
    submit(clients["momo"], address, 3, 0, 4, 0, 16, 0)
    submit(clients["ta"], address, 0, 0, 4, 0, 16, 0)

    mine = history(clients["momo"], address)
    theirs = history(clients["ken"], address)

    assert [(one["verdict"], one["score"], one["best"]) for one in mine["submissions"]] == [
        ("scored", 0.6667, 0.6667),
        ("invalid_file", None, 0.6667),
        ("scored", 1.0, 0.6667),
    ]
    assert all(one["private_score"] is None for one in mine["submissions"])
    assert (mine["alias"], mine["rank"], mine["participants"]) == ("momo", 2, 2)
    assert [one["score"] for one in mine["class_best"]] == [0.6667, 0.3334]
    assert theirs["class_best"] == mine["class_best"]
    assert [one["score"] for one in theirs["submissions"]] == [0.3334]
    assert sum(one["count"] for one in mine["distribution"]) == 2
    (own,) = [one for one in mine["distribution"] if one["own"]]
    assert own["low"] <= 0.6667 < own["high"]
    assert mine["shake_up"] is None


def test_an_improvement_that_rounding_hides_is_none(clients: People, address: str) -> None:
    submit(clients["ken"], address, 1.00001, 0, 4, 0, 16, 0)
    submit(clients["momo"], address, 1, 0, 4, 0, 16, 0)
    assert len(history(clients["ken"], address)["class_best"]) == 1
    assert len(history(clients["ta"], address)["class_best"]) == 2, "staff see scores in full"


def test_who_leaves_the_roster_leaves_the_history(
    clients: People, address: str, admin_client: httpx2.Client
) -> None:
    submit(clients["ken"], address, 0, 0, 4, 0, 16, 0)
    submit(clients["momo"], address, 1, 0, 4, 0, 16, 0)
    roster = b"alias,name,role\nmomo,Momoko,\nta,Tomo,assistant\nsensei,Sato,instructor\n"
    assert admin_client.put("/api/v1/courses/ml/roster", content=roster).status_code == 200
    found = history(clients["momo"], address)
    assert [one["score"] for one in found["class_best"]] == [0.3334]
    assert found["participants"] == 1


def test_the_reveal_shakes_up(clients: People, address: str, reveal_at: datetime) -> None:
    submit(clients["momo"], address, 0, 0, 4, 0, 16, 0)
    submit(clients["ken"], address, 1, 1, 5, 9, 17, 25)
    with time_machine.travel(reveal_at - timedelta(seconds=1)):
        before = history(clients["ken"], address)
    with time_machine.travel(reveal_at):
        after = history(clients["ken"], address)
    assert (before["part"], before["final"], before["shake_up"]) == ("public", False, None)
    assert (after["part"], after["final"]) == ("private", True)
    assert after["shake_up"] == [
        {"alias": "ken", "public_rank": 2, "private_rank": 1, "moved": 1, "own": True},
        {"alias": "momo", "public_rank": 1, "private_rank": 2, "moved": -1, "own": False},
    ]
    assert [one["private_score"] for one in after["submissions"]] == [0.0]
    assert after["class_best"] == before["class_best"], "public scores stay what they were"


def test_staff_read_anybodys_and_participants_their_own_alone(
    clients: People, address: str
) -> None:
    submit(clients["momo"], address, 0, 0, 4, 0, 16, 0)
    found = history(clients["ta"], address, alias="momo")
    assert (found["alias"], found["rank"]) == ("momo", 1)
    assert [one["private_score"] for one in found["submissions"]] == [35 / 3]
    assert history(clients["momo"], address, alias="momo")["alias"] == "momo"
    assert history(clients["ta"], address)["alias"] is None

    def refuse(who: str, **query: Any) -> tuple[int, str]:
        answer = clients[who].get(f"{address}/history", params={"track": "unrestricted", **query})
        return answer.status_code, answer.json()["errors"][0]["code"]

    assert refuse("ken", alias="momo") == (403, "staff_only")
    assert refuse("ken", alias="nobody") == (403, "staff_only")
    assert refuse("ta", alias="nobody") == (404, "not_found")
    assert refuse("ken", track="none") == (422, "wrong_track")

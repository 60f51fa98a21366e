"""Boards over HTTP: ranked, small when unchanged, alive, and of aliases alone."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx2

People = dict[str, httpx2.Client]


def submit(client: httpx2.Client, address: str, value: float, track: str = "unrestricted") -> str:
    rows = "".join(f"{number},{value}\n" for number in range(6))
    receipt = client.post(
        f"{address}/submissions?track={track}&again=true",
        content="id,prediction\n" + rows,
        headers={"Content-Type": "text/csv"},
    )
    final = client.get(receipt.headers["Location"], params={"wait": 30}).json()
    assert final["state"] == "final"
    return final["id"]


def board(client: httpx2.Client, address: str, **query: Any) -> dict[str, Any]:
    answer = client.get(f"{address}/leaderboard", params={"track": "unrestricted", **query})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_the_best_submission_of_each_stands_best_first(clients: People, small: str) -> None:
    """Public labels are 0, 4 and 16: a constant c scores (|c| + |c - 4| + |c - 16|) / 3."""
    submit(clients["momo"], small, 1)
    submit(clients["ken"], small, 4)
    submit(clients["momo"], small, 10)

    found = board(clients["momo"], small)

    assert (found["track"], found["metric"], found["better"]) == ("unrestricted", "mae", "lower")
    assert [row["alias"] for row in found["rows"]] == ["ken", "momo"]
    assert [row["score"] for row in found["rows"]] == [5.3334, 6.3334]
    assert [row["submissions"] for row in found["rows"]] == [1, 2]
    assert all(not row["baseline"] and not row["verified"] for row in found["rows"])


def test_equal_scores_share_a_rank_and_the_earlier_stands_first(
    clients: People, small: str
) -> None:
    submit(clients["ken"], small, 2)
    submit(clients["momo"], small, 2)

    rows = board(clients["ken"], small)["rows"]

    assert [(row["rank"], row["alias"], row["tied_with_above"]) for row in rows] == [
        (1, "ken", False),
        (1, "momo", True),
    ]


def test_tracks_have_boards_of_their_own(clients: People, small: str) -> None:
    submit(clients["momo"], small, 1, "restricted")

    assert board(clients["momo"], small)["rows"] == []
    assert len(board(clients["momo"], small, track="restricted")["rows"]) == 1


def test_staff_do_not_stand_on_the_board(clients: People, small: str) -> None:
    submit(clients["ta"], small, 4)

    assert board(clients["momo"], small)["rows"] == []


def test_no_name_is_on_the_board(clients: People, small: str) -> None:
    submit(clients["momo"], small, 1)

    assert "Momoko" not in json.dumps(board(clients["ken"], small))


def test_an_unchanged_board_is_not_sent_again(clients: People, small: str) -> None:
    submit(clients["momo"], small, 1)
    address = f"{small}/leaderboard?track=unrestricted"
    first = clients["ken"].get(address)
    again = clients["ken"].get(address, headers={"If-None-Match": first.headers["ETag"]})
    submit(clients["momo"], small, 2)
    changed = clients["ken"].get(address, headers={"If-None-Match": first.headers["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert changed.status_code == 200
    assert changed.json()["version"] > first.json()["version"]


def test_staff_and_class_never_share_a_cached_board(clients: People, small: str) -> None:
    submit(clients["momo"], small, 1)
    address = f"{small}/leaderboard?track=unrestricted"
    seen_by_class = clients["momo"].get(address)
    seen_by_staff = clients["ta"].get(
        address, headers={"If-None-Match": seen_by_class.headers["ETag"]}
    )

    assert seen_by_staff.status_code == 200
    assert seen_by_staff.json()["rows"][0]["score"] == 19 / 3
    assert seen_by_class.json()["rows"][0]["score"] == 6.3334


def test_a_long_board_comes_in_parts(clients: People, small: str) -> None:
    submit(clients["momo"], small, 1)
    submit(clients["ken"], small, 4)

    first = board(clients["momo"], small, limit=1)
    second = board(clients["momo"], small, limit=1, cursor=first["next_cursor"])

    assert [row["alias"] for row in first["rows"] + second["rows"]] == ["ken", "momo"]
    assert (first["participants"], second["next_cursor"]) == (2, None)


def test_an_alias_that_changes_changes_on_the_board(
    clients: People, admin_client: httpx2.Client, small: str
) -> None:
    admin_client.put(
        "/api/v1/courses/ml/roster", content=b"alias,email\nmomo,m@x.org\nken,k@x.org\n"
    )
    submit(clients["momo"], small, 1)
    assert [row["alias"] for row in board(clients["momo"], small)["rows"]] == ["momo"]

    admin_client.put(
        "/api/v1/courses/ml/roster", content=b"alias,email\nmomotaro,m@x.org\nken,k@x.org\n"
    )

    assert [row["alias"] for row in board(clients["momo"], small)["rows"]] == ["momotaro"]


def test_events_tell_of_a_new_version(clients: People, small: str) -> None:
    address = f"{small}/leaderboard/events?track=unrestricted"
    with clients["ken"].stream("GET", address) as stream:
        lines = (line for line in stream.iter_lines() if line.startswith("data: "))
        before = json.loads(next(lines)[6:])["version"]
        submit(clients["momo"], small, 1)
        after = json.loads(next(lines)[6:])["version"]

    assert after > before


def test_strangers_do_not_see_that_there_is_a_board(
    client: Callable[..., httpx2.Client], admin_client: httpx2.Client, small: str, tmp_path: Path
) -> None:
    admin_client.post("/api/v1/courses", json={"slug": "art", "title": "Art"})
    admin_client.put("/api/v1/courses/art/roster", content=b"alias\nvan\n")
    token = admin_client.post("/api/v1/courses/art/tokens", json={"alias": "van"}).json()["token"]

    answer = client(token).get(f"{small}/leaderboard?track=unrestricted")

    assert answer.status_code == 404

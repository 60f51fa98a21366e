"""Submitting over HTTP as clients really do it, and everything that can be wrong with it."""

import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx2
import pytest

GOOD = b"id,prediction\n0,1\n1,1\n2,1\n3,1\n4,1\n5,1\n"  # errors 1,0,3,8,15,24: public MAE 19/3
People = dict[str, httpx2.Client]


def submit(client: httpx2.Client, address: str, data: bytes = GOOD, **options: Any) -> Any:
    return client.post(
        f"{address}/submissions",
        files={"file": ("predictions.csv", data)},
        data={"track": options.pop("track", "unrestricted"), "again": options.pop("again", "true")},
        **options,
    )


def final(client: httpx2.Client, receipt: httpx2.Response) -> dict[str, Any]:
    assert receipt.status_code == 202, receipt.text
    answer = client.get(receipt.headers["Location"], params={"wait": 30})
    view: dict[str, Any] = answer.json()
    assert view["state"] == "final"
    return view


def codes(answer: httpx2.Response, status: int) -> list[str]:
    """The codes of a problem answer, once its shape is checked."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert body["status"] == status
    assert all(error["message"] and error["hint"] for error in body["errors"])
    return [error["code"] for error in body["errors"]]


def stored(running: Any) -> list[Path]:
    """Every file of submissions, whole or half."""
    root = running.service.settings.data_dir
    return [
        path for folder in ("incoming", "files/submissions") for path in (root / folder).glob("*")
    ]


def test_a_good_file_is_accepted_and_scored_over_its_public_rows(
    clients: People, small: str
) -> None:
    receipt = submit(clients["momo"], small)
    body = receipt.json()
    view = final(clients["momo"], receipt)

    assert set(body) == {
        "id",
        "state",
        "position",
        "expected_s",
        "received_at",
        "sha256",
        "url",
        "same_file",
    }
    assert (view["verdict"], view["score"], view["report"]["rows"]) == ("scored", 6.3334, 6)
    assert view["private_score"] is None


def test_staff_see_scores_in_full_and_the_private_one(clients: People, small: str) -> None:
    view = final(clients["ta"], submit(clients["momo"], small))

    assert (view["score"], view["private_score"]) == (19 / 3, 32 / 3)


@pytest.mark.parametrize("media_type", ["text/csv", "application/octet-stream"])
def test_a_raw_body_does_as_well(clients: People, small: str, media_type: str) -> None:
    receipt = clients["momo"].post(
        f"{small}/submissions?track=restricted",
        content=GOOD,
        headers={"Content-Type": media_type},
    )
    view = final(clients["momo"], receipt)

    assert (view["track"], view["verdict"], view["filename"]) == (
        "restricted",
        "scored",
        "predictions.csv",
    )


def test_every_problem_of_a_bad_file_is_named_in_the_reader_s_language(
    clients: People, small: str
) -> None:
    receipt = submit(clients["momo"], small, b"id,prediction\n0,nan\n0,1\n9,1\n2,1_0\n")
    english = final(clients["momo"], receipt)
    japanese = clients["momo"].get(
        receipt.headers["Location"], headers={"Accept-Language": "ja,en;q=0.5"}
    )

    problems = english["report"]["problems"]
    assert english["verdict"] == "invalid_file"
    assert [problem.get("row") for problem in problems[:4]] == [2, 3, 4, 5]
    assert english["report"]["problems_total"] == len(problems) == 5
    counts = english["report"]["problem_counts"]
    assert counts == dict.fromkeys([problem["code"] for problem in problems], 1)
    said = japanese.json()["report"]["problems"]
    assert [p["code"] for p in said] == [p["code"] for p in problems]
    assert all(a["message"] != b["message"] for a, b in zip(said, problems, strict=True))


def test_of_one_cause_five_examples_are_listed_and_all_are_counted(
    clients: People, small: str
) -> None:
    body = b"id,prediction\n" + b"".join(b'%d,"1,5"\n' % i for i in range(6)) + b"x,1\n"
    report = final(clients["momo"], submit(clients["momo"], small, body))["report"]

    assert [one["row"] for one in report["problems"]] == [2, 3, 4, 5, 6, 8]
    assert report["problem_counts"] == {"decimal_comma": 6, "unknown_id": 1}


def test_a_student_sees_only_their_own_work(clients: People, small: str) -> None:
    receipt = submit(clients["momo"], small)
    final(clients["momo"], receipt)
    where = receipt.headers["Location"]

    assert codes(clients["ken"].get(where), 404) == ["not_found"]
    assert codes(clients["ken"].get(f"{where}/events"), 404) == ["not_found"]
    assert clients["ken"].get(f"{small}/submissions").json() == []
    assert [line["score"] for line in clients["momo"].get(f"{small}/submissions").json()] == [
        6.3334
    ]


def test_a_submission_of_nobody_looks_like_one_of_another(clients: People, small: str) -> None:
    other = clients["ken"].get(submit(clients["momo"], small).headers["Location"]).json()
    none = clients["ken"].get("/api/v1/submissions/01abc").json()

    for body in (other, none):
        body.pop("instance")
        body["detail"] = body["errors"][0]["message"] = ""
    assert other == none


@pytest.mark.long
def test_the_quota_is_kept_against_a_hundred_simultaneous_uploads(
    clients: People, put_bundle: Any, prediction_bundle: Callable[..., Path], running: Any
) -> None:
    put_bundle(prediction_bundle(tables="[quota]\nper_day = 5"))
    address = "/api/v1/courses/ml/assignments/small"

    with ThreadPoolExecutor(32) as pool:
        answers = list(pool.map(lambda _: submit(clients["momo"], address), range(100)))

    statuses = [answer.status_code for answer in answers]
    assert statuses.count(202) == 5
    assert statuses.count(429) == 95
    refused = next(answer for answer in answers if answer.status_code == 429)
    assert codes(refused, 429) == ["over_quota"]
    assert int(refused.headers["Retry-After"]) > 0
    assert len(stored(running)) == 5


def test_an_idempotency_key_makes_one_submission(clients: People, small: str, running: Any) -> None:
    headers = {"Idempotency-Key": "again"}
    first = submit(clients["momo"], small, headers=headers)
    again = submit(clients["momo"], small, headers=headers)
    other = submit(clients["momo"], small, GOOD + b"\n", headers=headers)

    assert (again.status_code, again.json()["id"]) == (202, first.json()["id"])
    assert codes(other, 409) == ["idempotency_conflict"]
    assert codes(submit(clients["momo"], small, headers={"Idempotency-Key": ""}), 400) == [
        "bad_idempotency_key"
    ]
    assert len(stored(running)) == 1


def test_what_is_refused_costs_nothing_and_leaves_nothing(
    clients: People, small: str, running: Any
) -> None:
    momo = clients["momo"]
    large = GOOD + b"#" * 6_000_000
    raw = {"Content-Type": "text/csv"}
    boundary = {"Content-Type": "multipart/form-data; boundary=b"}
    whole = b'--b\r\nContent-Disposition: form-data; name="file"\r\n\r\nid\r\n--b--\r\n'
    where = f"{small}/submissions"

    def post(content: bytes, headers: dict[str, str], query: str = "?track=unrestricted") -> Any:
        return momo.post(where + query, content=content, headers=headers)

    def chunks() -> Iterator[bytes]:
        for _ in range(60):
            yield b"x" * 100_000

    assert codes(submit(momo, small, track="nope"), 422) == ["wrong_track"]
    assert codes(submit(momo, small.replace("small", "none")), 404) == ["not_found"]
    assert codes(submit(momo, small.replace("/ml/", "/other/")), 404) == ["not_found"]
    assert codes(submit(momo, small, large), 413) == ["too_large"]
    assert codes(post(large, raw), 413) == ["too_large"]
    assert codes(post(chunks(), raw), 413) == ["too_large"]  # type: ignore[arg-type]
    assert codes(post(b"", raw), 422) == ["empty_upload"]
    assert codes(post(b"{}", {"Content-Type": "application/json"}), 415) == ["bad_media_type"]
    assert codes(post(whole[:-12], boundary), 400) == ["bad_form"]
    assert codes(post(whole, {"Content-Type": "multipart/form-data"}), 400) == ["bad_form"]
    assert codes(post(whole.replace(b'"file"', b'"fill"'), boundary), 422) == ["no_file"]
    many = b"".join(
        b'--b\r\nContent-Disposition: form-data; name="p%d"\r\n\r\nx\r\n' % number
        for number in range(100_000)
    )
    assert codes(post(many + whole, boundary), 413) == ["too_large"]
    track = b'--b\r\nContent-Disposition: form-data; name="track"\r\n\r\nrestricted\r\n'
    assert codes(post(track + track + whole, boundary), 400) == ["bad_form"]
    assert codes(post(whole[:-5] + b"\r\n" + whole, boundary), 400) == ["bad_form"]
    assert stored(running) == []
    assert momo.get(small).json()["tries_left"] == 5


@pytest.mark.parametrize("query", ["", "?track="])
def test_an_only_track_need_not_be_named(
    clients: People, put_bundle: Any, layers_folder: Path, query: str
) -> None:
    """By raw bytes and by a form, the name left out or empty."""
    assert put_bundle(layers_folder, "layers").status_code == 200
    where = f"/api/v1/courses/ml/assignments/layers/submissions{query}"
    raw = {"Content-Type": "text/x-python"}
    found = [
        clients["momo"].post(where, content=b"class Add: ...\n", headers=raw),
        clients["ken"].post(where, files={"file": ("layers.py", b"class Add: ...\n")}),
        clients["ken"].post(
            where, files={"file": ("a.py", b"class Add: pass\n")}, data={"track": ""}
        ),
    ]
    assert [answer.status_code for answer in found] == [202, 202, 202]


def test_a_closed_assignment_takes_nothing(
    clients: People, put_bundle: Any, prediction_bundle: Callable[..., Path], running: Any
) -> None:
    put_bundle(prediction_bundle(top="closes_at = 2026-01-01T00:00:00+09:00"))
    answer = submit(clients["momo"], "/api/v1/courses/ml/assignments/small")

    assert codes(answer, 403) == ["closed"]
    assert "2026-01-01T00:00+09:00" in answer.json()["detail"]
    assert stored(running) == []


def test_who_does_not_say_who_they_are_is_told_how(client: Any, small: str) -> None:
    assert codes(submit(client(), small), 401) == ["not_signed_in"]
    assert codes(submit(client("gds_wrong"), small), 401) == ["bad_token"]


def test_an_expired_token_says_when_it_expired(
    admin_client: httpx2.Client, client: Any, small: str, running: Any
) -> None:
    made = {"alias": "momo", "days": 1e-9}
    token = admin_client.post("/api/v1/courses/ml/tokens", json=made).json()["token"]
    answer = submit(client(token), small)

    assert codes(answer, 401) == ["expired_token"]
    assert "UTC" in answer.json()["detail"]
    assert stored(running) == []


def test_a_token_that_may_only_read_cannot_submit(
    admin_client: httpx2.Client, client: Any, small: str
) -> None:
    answer = admin_client.post(
        "/api/v1/courses/ml/tokens", json={"alias": "momo", "scopes": ["read"]}
    )
    reader = client(answer.json()["token"])

    assert codes(submit(reader, small), 403) == ["scope_missing"]
    with_key = submit(reader, small, headers={"Idempotency-Key": "k"})
    assert codes(with_key, 403) == ["scope_missing"]
    assert reader.get(small).status_code == 200


@pytest.mark.parametrize("kind", ["raw", "multipart"])
def test_a_body_cut_off_at_99_percent_leaves_nothing(
    clients: People, small: str, running: Any, kind: str
) -> None:
    """The client says how much comes, sends nearly all of it, and is gone."""
    if kind == "raw":
        body, media_type = GOOD * 1000, "text/csv"
    else:
        head = b'--b\r\nContent-Disposition: form-data; name="file"; filename="p.csv"\r\n\r\n'
        body, media_type = head + GOOD * 1000 + b"\r\n--b--\r\n", "multipart/form-data; boundary=b"
    request = (
        f"POST {small}/submissions?track=unrestricted HTTP/1.1\r\nHost: x\r\n"
        f"Authorization: {clients['momo'].headers['Authorization']}\r\n"
        f"Content-Type: {media_type}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    where = urlsplit(running.url)
    with socket.create_connection((where.hostname, where.port), timeout=10) as connection:
        connection.sendall(request.encode() + body[: len(body) * 99 // 100])
        _until(lambda: len(stored(running)) == 1)
    _until(lambda: stored(running) == [])

    assert clients["momo"].get(f"{small}/submissions").json() == []
    assert clients["momo"].get(small).json()["tries_left"] == 5


def test_events_tell_of_the_verdict_and_end(clients: People, small: str) -> None:
    receipt = submit(clients["momo"], small)
    with clients["momo"].stream("GET", f"{receipt.headers['Location']}/events") as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        lines = [line for line in stream.iter_lines() if line.startswith("data: ")]

    assert '"state":"final"' in lines[-1].replace(" ", "")


@pytest.mark.parametrize(
    ("query", "header"),
    [("&filename=mine.csv", ""), ("", 'attachment; filename="mine.csv"')],
)
def test_a_raw_body_may_say_its_filename(
    clients: People, small: str, query: str, header: str
) -> None:
    receipt = clients["momo"].post(
        f"{small}/submissions?track=unrestricted{query}",
        content=GOOD,
        headers={"Content-Type": "text/csv", "Content-Disposition": header},
    )

    assert final(clients["momo"], receipt)["filename"] == "mine.csv"


@pytest.mark.parametrize(
    "filename", ["idna''abc", "undefined''", "punycode''%ff", "%00''abc", "utf-8''%ff"]
)
def test_a_filename_in_a_strange_encoding_is_no_fault(
    clients: People, small: str, filename: str
) -> None:
    receipt = clients["ken"].post(
        f"{small}/submissions?track=unrestricted",
        content=GOOD,
        headers={
            "Content-Type": "text/csv",
            "Content-Disposition": f"attachment; filename*={filename}",
        },
    )

    assert receipt.status_code == 202


def test_a_body_that_is_no_upload_is_small(client: Any, admin_client: httpx2.Client) -> None:
    """Nobody fills the memory of the server, with or without a token."""

    def spaces() -> Iterator[bytes]:
        for _ in range(100):
            yield b" " * 10_000

    headers = {"Content-Type": "application/json"}
    for one in (client(), admin_client):
        answer = one.post("/api/v1/courses", content=spaces(), headers=headers)
        assert codes(answer, 413) == ["too_large"]


def test_a_filename_is_cleaned_before_it_is_stored(clients: People, small: str) -> None:
    receipt = clients["momo"].post(
        f"{small}/submissions?track=unrestricted",
        content=GOOD,
        headers={
            "Content-Type": "text/csv",
            "Content-Disposition": 'attachment; filename="../../etc/pass\\"wd"',
        },
    )

    assert "/" not in final(clients["momo"], receipt)["filename"]


def _until(condition: Callable[[], bool], seconds: float = 10) -> None:
    """Wait for a condition, looking often; fails once it has taken too long."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.005)

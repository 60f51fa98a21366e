"""Baselines over HTTP: from the bundle through the workers to the board, and to nobody's hands."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx2
import pytest

from grader.builders.registry import build
from server.core.files.blobs import DirectoryStore
from server.submissions import queries as submissions
from tests.server.running import Running, zip_folder

People = dict[str, httpx2.Client]
Make = Callable[..., Path]
ADDRESS = "/api/v1/courses/ml/assignments/small"


@pytest.fixture
def pushed(
    put_bundle: Callable[..., httpx2.Response], with_baselines: Make, clients: People
) -> str:
    """The small assignment with two constants: 4 scores 5.3334, 0 scores 6.6667."""
    assert put_bundle(with_baselines({"mean": 4.0, "zero": 0.0})).status_code == 200
    settle(clients["sensei"])
    return ADDRESS


def settle(staff: httpx2.Client, address: str = ADDRESS, version: int = 1) -> list[dict[str, Any]]:
    """The baselines of a version once all are final."""
    deadline = time.monotonic() + 60
    while True:
        found: list[dict[str, Any]] = staff.get(f"{address}/versions/{version}/baselines").json()
        if all(one["state"] == "final" for one in found):
            return found
        assert time.monotonic() < deadline, found
        time.sleep(0.05)


def submit(client: httpx2.Client, value: float) -> dict[str, Any]:
    rows = "".join(f"{number},{value}\n" for number in range(6))
    receipt = client.post(
        f"{ADDRESS}/submissions?track=unrestricted&again=true",
        content="id,prediction\n" + rows,
        headers={"Content-Type": "text/csv"},
    )
    final: dict[str, Any] = client.get(receipt.headers["Location"], params={"wait": 30}).json()
    assert final["verdict"] == "scored"
    return final


def board(client: httpx2.Client, address: str = ADDRESS, **query: Any) -> dict[str, Any]:
    found: dict[str, Any] = client.get(
        f"{address}/leaderboard", params={"track": "unrestricted", **query}
    ).json()
    return found


def test_pushed_baselines_stand_on_the_board_without_a_rank(pushed: str, clients: People) -> None:
    submit(clients["momo"], 1)  # 6.3334

    found = board(clients["ken"])

    assert [
        (row["rank"], row["alias"], row["score"], row["baseline"]) for row in found["rows"]
    ] == [
        (None, "mean", 5.3334, True),
        (1, "momo", 6.3334, False),
        (None, "zero", 6.6667, True),
    ]
    assert found["participants"] == 1
    in_full = [row["score"] for row in board(clients["ta"])["rows"]]
    assert in_full == [16 / 3, 19 / 3, 20 / 3]
    part = board(clients["ken"], limit=1)
    assert (part["rows"][0]["alias"], part["next_cursor"]) == ("mean", "1")
    assignment = clients["ken"].get(ADDRESS, headers={"Accept-Language": "ja"}).json()
    assert {"slug": "mean", "track": "unrestricted", "title": "基準のmean"} in assignment[
        "baselines"
    ]


def test_no_participant_gets_a_baselines_file_or_reads_of_it(
    pushed: str, clients: People, running: Running
) -> None:
    staff = clients["sensei"].get(f"{ADDRESS}/versions/1/baselines").json()
    for one in staff:
        for who in ("momo", "ken", "ta", "sensei"):
            for path in (f"/api/v1/submissions/{one['id']}", f"/submissions/{one['id']}"):
                assert clients[who].get(path).status_code == 404, (who, path)
            events = clients[who].get(f"/api/v1/submissions/{one['id']}/events")
            assert events.status_code == 404
    for name in ("mean.csv", "private/mean.csv", "private%2Fmean.csv", "..%2Fprivate%2Fmean.csv"):
        assert clients["momo"].get(f"{ADDRESS}/starter/{name}").status_code == 404
    assert clients["momo"].get(f"{ADDRESS}/versions/1/baselines").status_code == 403
    assert clients["ta"].get(f"{ADDRESS}/versions/1/baselines").status_code == 200
    for who in ("momo", "sensei"):
        assert clients[who].get(f"{ADDRESS}/submissions").json() == []
    shown = board(clients["momo"])
    assert not any(one["id"] in str(shown) for one in staff)


def test_a_baseline_that_fails_is_told_to_staff_and_breaks_no_board(
    put_bundle: Callable[..., httpx2.Response], with_baselines: Make, clients: People
) -> None:
    """Under RMSLE predictions of -5 are read, and cannot be scored."""
    folder = with_baselines({"mean": 4.0, "lost": None})
    text = (folder / "assignment.toml").read_text()
    (folder / "assignment.toml").write_text(text.replace('"mae"', '"rmsle"'))
    assert put_bundle(folder).status_code == 200

    mean, lost = settle(clients["sensei"])

    assert (mean["verdict"], lost["verdict"]) == ("scored", "invalid_file")
    assert lost["score"] is None
    assert lost["report"]["problems"][0]["row"] == 2
    assert [row["alias"] for row in board(clients["momo"])["rows"]] == ["mean"]
    assert "versions" in clients["ta"].get("/courses/ml/assignments/small/versions").text


def test_a_bad_file_is_refused_before_anything_changes(
    put_bundle: Callable[..., httpx2.Response], with_baselines: Make, clients: People
) -> None:
    folder = with_baselines({"mean": 4.0})
    assert put_bundle(folder).status_code == 200
    good = zip_folder(folder)
    bad = folder / "private" / "mean.csv"
    bad.write_text("id,prediction\n0,nought\n")
    with pytest.raises(Exception, match="bundle_baseline_refused"):
        zip_folder(folder)
    answer = clients["sensei"].put(
        ADDRESS,
        content=good.replace(b"mean.csv", b"moan.csv"),
        headers={"Content-Type": "application/zip"},
    )
    assert answer.status_code == 422
    assert "bundle_file_missing" in {error["code"] for error in answer.json()["errors"]}
    assert clients["ta"].get(f"{ADDRESS}/versions").json()[0]["version"] == 1


def test_files_are_kept_once_and_go_with_a_discarded_shadow(
    pushed: str, clients: People, running: Running, with_baselines: Make
) -> None:
    files = running.service.files
    assert isinstance(files, DirectoryStore)
    kept = {one.key for one in files.entries("submissions")}
    assert len(kept) == 2
    folder = with_baselines({"mean": 4.0, "more": 9.0}, graded=3)
    answer = clients["sensei"].put(
        f"{ADDRESS}?shadow=true",
        content=zip_folder(folder),
        headers={"Content-Type": "application/zip"},
    )
    assert answer.status_code == 200, answer.text
    settle(clients["sensei"], version=2)
    new = {one.key for one in files.entries("submissions")} - kept
    assert len(new) == 1, "known bytes are not kept twice"

    assert clients["sensei"].post(f"{ADDRESS}/versions/2/discard").status_code == 204
    assert {one.key for one in files.entries("submissions")} == kept
    ids = {Path(key).name for key in kept}
    with running.service.database.read() as session:
        assert submissions.known(session, sorted(ids)) == ids
    for key in kept:
        with files.fetch(key) as path:
            assert path.read_text().startswith("id,prediction\n")


def test_a_refused_push_leaves_no_file(
    pushed: str, clients: People, running: Running, with_baselines: Make
) -> None:
    files = running.service.files
    assert isinstance(files, DirectoryStore)
    kept = {one.key for one in files.entries("submissions")}
    answer = clients["sensei"].put(
        "/api/v1/courses/ml/assignments/other",
        content=zip_folder(with_baselines({"more": 9.0})),
        headers={"Content-Type": "application/zip"},
    )
    assert answer.status_code == 422
    again = clients["sensei"].put(
        ADDRESS,
        content=zip_folder(with_baselines({"mean": 4.0, "zero": 0.0})),
        headers={"Content-Type": "application/zip"},
    )
    assert again.json()["version"] == 1
    assert {one.key for one in files.entries("submissions")} == kept


def test_the_demos_baselines_are_scored_and_proved(
    put_bundle: Callable[..., httpx2.Response], clients: People, running: Running, tmp_path: Path
) -> None:
    if not running.service.code.takes_code:
        pytest.skip("this machine has no sandbox")
    folder = tmp_path / "diabetes"
    build("diabetes", None, folder)
    assert put_bundle(folder, "diabetes").status_code == 200
    address = "/api/v1/courses/ml/assignments/diabetes"

    found = settle(clients["sensei"], address)

    assert {one["verdict"] for one in found} == {"scored"}
    rows = board(clients["momo"], address, track="restricted")["rows"]
    assert [(row["alias"], row["verified"], row["rank"]) for row in rows] == [
        ("elm", True, None),
        ("ridge", True, None),
    ]


def test_where_no_code_is_run_programs_are_left_out_and_staff_are_told(
    put_bundle: Callable[..., httpx2.Response],
    clients: People,
    running: Running,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(type(running.service.code), "takes_code", False)
    build("diabetes", None, tmp_path / "diabetes")
    assert put_bundle(tmp_path / "diabetes", "diabetes").status_code == 200
    address = "/api/v1/courses/ml/assignments/diabetes"
    found = clients["ta"].get(f"{address}/versions/1/baselines").json()
    assert [one["id"] is None for one in found] == [True, True] + [False] * 5
    page = clients["ta"].get("/courses/ml/assignments/diabetes/versions").text
    assert "Not graded: no code is run here" in page

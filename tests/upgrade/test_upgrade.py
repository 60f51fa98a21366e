"""A data directory of an earlier version is opened, migrated, and answers as it did."""

import json
import re
import tarfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
import time_machine
from starlette.testclient import TestClient

from grader import Verdict
from server.app import create_app
from server.core.files.blobs import submission_key
from server.grading.replay import find, replay
from server.service import Service
from server.settings import Settings
from tests.databases import Postgres

HERE = Path(__file__).parent
MADE_ON = "2026-11-29T10:00:00Z"  # the day on which its tries were used
OURS = {"computed_at"}  # when something was computed, which is done again
ADDRESS = "/api/v1/courses/ml/assignments"
REWORDED = {  # hints in better words than those of then
    "Look at this line and the one before it for a missing bracket, colon or quote. The file must "
    "be Python 3 in UTF-8.": (
        "Look at this line and the one before it for a missing bracket, colon or quote."
    ),
    "この行と直前の行で、括弧・コロン・引用符の抜けがないか確認してください。"
    "ファイルは UTF-8 の Python 3 である必要があります。": (
        "この行とその前の行に、括弧、コロン、引用符の抜けがないか見てください。"
    ),
    "Write ids exactly as in the sample submission, whole numbers as integers.": (
        "Write ids exactly as in the sample submission, whole numbers as integers: "
        "in pandas astype(int) before to_csv."
    ),
    "ID は提出例と完全に同じ表記にし、整数の ID は整数型で書き出してください。": (
        "ID は提出例のとおりに、整数は小数点なしで書いてください。"
        "pandas では to_csv の前に astype(int) を使います。"
    ),
}
MOST_EXAMPLES = 5  # of a cause, in an answer
STEP, START = 1.1, 2.2  # of the assignment on the Ladder
RENAMED = {"rounded": "exact"}  # what `release` was called, by what it is called now
ASKED_SINCE = re.compile(  # the judge of layers tries more than then, with numbers of its own;
    # what is wrong in many rows of a file is told once
    r"report\.layers\[\d+\]\."
    r"(checks_(passed|total)|counts(\W.*)?|unjudged|findings\[\d+\]\.repair(\W.*)?"
    r"|findings\[\d+\]\.(element|expected|got|difference|picture|code_lines|problem\.values)\b.*)"
    r"|report\.problem(s|_counts|s_total)\b.*"
)


class Site:
    """The upgraded site. told: what its people were told before."""

    def __init__(self, client: TestClient, service: Service, kept: dict[str, Any]) -> None:
        self.client, self.service = client, service
        self.tokens: dict[str, str] = kept["tokens"]
        self.told: list[dict[str, Any]] = kept["answers"]

    def ask(self, who: str, path: str, locale: str = "en", **more: Any) -> httpx2.Response:
        """An answer to somebody, in a language."""
        headers = {"Authorization": f"Bearer {self.tokens[who]}", "Accept-Language": locale}
        method = "POST" if more else "GET"
        return self.client.request(method, path, headers=headers | more.pop("headers", {}), **more)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.proof)])
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Site]:
    """The data directory of b824ecc under the code of today, on the day when it was made."""
    with tarfile.open(HERE / f"b824ecc-{request.param}.tar.xz") as archive:
        archive.extractall(tmp_path, filter="data")
    url = ""
    if request.param == "postgresql":
        server: Postgres = request.getfixturevalue("postgres")
        url = server.restore((tmp_path / "dump.sql").read_text("utf-8"))
    settings = Settings(data_dir=tmp_path / "data", database_url=url, workers=1)
    kept = json.loads((tmp_path / "answers.json").read_text("utf-8"))
    with time_machine.travel(MADE_ON, tick=True), TestClient(create_app(settings)) as client:
        yield Site(client, client.app.state.service, kept)  # type: ignore[attr-defined]


@pytest.mark.long
def test_everybody_is_told_what_they_were_told(site: Site) -> None:
    wrong = []
    for before in site.told:
        now = read_settled(site, before)
        told = (
            in_bounds(before["answer"], before["who"]) if is_on_ladder(before) else before["answer"]
        )
        wrong += [
            f"{before['who']} {before['path']} {difference}"
            for difference in differences(told, now.json())
        ]
        assert now.status_code == before["status"], before["path"]
    assert not wrong, "\n".join(wrong[:20])
    assert len(site.told) > 200


@pytest.mark.long
def test_a_try_under_an_old_key_is_the_old_submission(site: Site) -> None:
    mine = site.ask("ken", f"{ADDRESS}/ladder/submissions").json()
    submission = mine[-1]  # the newest come first
    stored = site.service.files
    with stored.fetch(submission_key(submission["id"])) as path:
        content = path.read_bytes()

    def send(slug: str, content: bytes) -> httpx2.Response:
        return site.ask(
            "ken",
            f"{ADDRESS}/{slug}/submissions",
            files={"file": ("p.csv", content)},
            data={"track": "unrestricted"},
            headers={"Idempotency-Key": "ladder-1"},
        )

    again = send("ladder", content)
    assert (again.status_code, again.json()["id"]) == (202, submission["id"])
    other = send("ladder", content + b"\n")
    assert other.status_code == 409
    elsewhere = send("rounded", content)
    assert elsewhere.status_code == 202
    assert elsewhere.json()["id"] != submission["id"]


def test_an_upload_joins_the_old_ones(site: Site) -> None:
    before = site.ask("ken", f"{ADDRESS}/rounded").json()
    sample = site.ask("ken", f"/api/v1{before['url']}/starter/sample_submission.csv").content

    sent = site.ask(
        "ken",
        f"{ADDRESS}/rounded/submissions",
        files={"file": ("p.csv", sample)},
        data={"track": "unrestricted"},
    )

    wait = f"/api/v1/submissions/{sent.json()['id']}?wait=30"
    assert site.ask("ken", wait).json()["verdict"] == Verdict.SCORED
    after = site.ask("ken", f"{ADDRESS}/rounded").json()
    assert after["tries_left"] == before["tries_left"] - 1
    row = row_of("ken", site.ask("ken", f"{ADDRESS}/rounded/leaderboard?track=unrestricted"))
    old = row_of("ken", ask_again(site, "momo", "rounded/leaderboard?track=unrestricted"))
    assert row["submissions"] == old["submissions"] + 1
    assert row["score"] == old["score"]  # zeros are no better


@pytest.mark.long
def test_a_shadow_of_before_is_switched_to(site: Site) -> None:
    for slug in ("rounded", "ladder"):
        change = site.ask("sensei", f"{ADDRESS}/{slug}/versions/2/comparison").json()

        switched = site.ask("sensei", f"{ADDRESS}/{slug}/versions/2/switch", content=b"")

        assert switched.status_code == 204, switched.text
        assert site.ask("ken", f"{ADDRESS}/{slug}").json()["version"] == 2
        for track in change["tracks"]:
            address = f"{ADDRESS}/{slug}/leaderboard?track={track['track']}"
            rows = site.ask("sensei", address).json()["rows"]
            ranks = {row["alias"]: row["rank"] for row in rows if not row["baseline"]}
            assert ranks == {row["alias"]: row["new_rank"] for row in track["rows"]}


@pytest.mark.long
def test_every_score_of_before_is_replayed(site: Site) -> None:
    compared = 0
    for before in site.told:
        answer = before["answer"]
        if before["who"] != "sensei" or "/submissions/" not in before["path"]:
            continue
        with site.service.database.read() as session:
            found = find(session, answer["id"], None)
        again = replay(found, site.service.files, site.service.grading.grade, site.service.database)
        wrong = [each for each in again.differences if not ASKED_SINCE.fullmatch(each.what)]
        assert not wrong, before["path"]
        compared += 1
    assert compared >= 27 * 2  # in two languages


def read_settled(site: Site, before: dict[str, Any]) -> httpx2.Response:
    """Today's answer to what was asked before, once it is computed."""
    path = before["path"]
    if "/likeness" in path:
        path += "&wait=30"
    return site.ask(before["who"], path, before["locale"])


def ask_again(site: Site, who: str, path: str) -> httpx2.Response:
    """What somebody was told before."""
    answer = next(
        one["answer"]
        for one in site.told
        if one["who"] == who and one["path"] == f"{ADDRESS}/{path}"
    )
    return httpx2.Response(200, json=answer)


def row_of(alias: str, board: httpx2.Response) -> dict[str, Any]:
    """Somebody's row of a board."""
    rows: list[dict[str, Any]] = board.json()["rows"]
    return next(row for row in rows if row["alias"] == alias)


def first_of_each(problems: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What is told now of many rows with one cause: the first, and how many there are."""
    told = Counter[str]()
    found = []
    for each in problems:
        told[each["code"]] += 1
        if told[each["code"]] <= MOST_EXAMPLES:
            found.append(each)
    return found


def counted_by_three(version: int) -> int:
    """The version of a board, which counted one stage beside its changes, and now two.

    It grows by that, as it may: who watches a board asks whether it is another one.
    """
    changes, is_final = divmod(version, 2)
    return 3 * changes + is_final


def is_on_ladder(before: dict[str, Any]) -> bool:
    """Whether what was told speaks of the assignment whose scores the Ladder releases."""
    answer = before["answer"]
    is_of_it = isinstance(answer, dict) and answer.get("assignment") == "ladder"
    return is_of_it or "/assignments/ladder/" in before["path"]


def in_bounds(told: Any, who: str) -> Any:
    """What was told of the Ladder's stairs, as it is told now: half a step worse, or no number.

    Staff were told stairs in `released` alone.
    """
    if isinstance(told, list):
        return [in_bounds(each, who) for each in told]
    if not isinstance(told, dict):
        return told
    names = {"released"} if who in {"ta", "sensei"} else {"released", "score", "best"}
    found = {name: in_bounds(value, who) for name, value in told.items()}
    for name in names & told.keys():
        if told[name] is not None:
            is_start = told[name] == START and not told.get("baseline")
            found[name] = None if is_start else round(told[name] + STEP / 2, 6)
    if "distribution" in told and who not in {"ta", "sensei"}:
        moved = [each for each in told["distribution"] if each["low"] != START]
        found["distribution"] = [
            each | {end: round(each[end] + STEP / 2, 6) for end in ("low", "high")}
            for each in moved
        ]
    return found


def differences(before: Any, now: Any, where: str = "") -> Iterator[str]:
    """Where something that was said before is said otherwise now; what is new is no difference."""
    if isinstance(before, dict) and isinstance(now, dict):
        for name in before.keys() - OURS:
            then = RENAMED.get(before[name], before[name]) if name == "release" else before[name]
            if name == "version" and "rows" in before:
                then = counted_by_three(before[name])
            if name == "problems":
                then = first_of_each(before[name])
            yield from differences(then, now.get(name), f"{where}.{name}")
    elif isinstance(before, list) and isinstance(now, list) and len(before) == len(now):
        for number, (one, other) in enumerate(zip(before, now, strict=True)):
            yield from differences(one, other, f"{where}[{number}]")
    elif isinstance(before, float) and isinstance(now, float):
        if before != now and not is_cut_to_the_worse(before, now):
            yield f"{where}: {before!r} is {now!r}"
    elif (REWORDED.get(before, before) if isinstance(before, str) else before) != now:
        yield f"{where}: {before!r} is {now!r}"


def is_cut_to_the_worse(before: float, now: float) -> bool:
    """Whether it differs by a unit of the last of three decimals, as it was rounded to the nearest.

    Lower is better there; an interval around a score moves with it.
    """
    return round(now - before, 9) == 0.001

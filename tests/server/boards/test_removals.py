"""Files withdrawn and disqualified, and people off a board: over HTTP and by page."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from grader import Outcome
from server.boards.ladder_scorer import LadderScorer
from server.boards.predictions import PredictionStore
from server.core.models import AuditEvent, QuotaEntry, Removal
from server.grading import evaluations, finishing
from server.integrity.standings import check_standings
from server.submissions import queries as submissions
from tests.server.ungraded_site import HOSTILE, SMALL, Site, outcome_of

API = f"/api/v1{SMALL}"
OPENS = datetime(2026, 5, 1, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
TOP = f"closes_at = {(OPENS + 4 * HOUR).isoformat()}\nreveal_at = {(OPENS + 9 * HOUR).isoformat()}"


@pytest.fixture(params=["rounded", "exact"])
def dated(request: Any, empty_site: Site, prediction_bundle: Callable[..., Path]) -> Iterator[Site]:
    with time_machine.travel(OPENS):
        empty_site.push(prediction_bundle(top=TOP, release=request.param))
        yield empty_site


def submit_graded(site: Site, alias: str, outcome: Outcome, **upload: str) -> str:
    """The page of a new submission, graded so and released."""
    answer = site.browser(alias).upload(**upload)
    path: str = answer.headers["location"]
    service = site.service
    scorer = LadderScorer(
        service.bundles, PredictionStore(service.files, service.settings.data_dir)
    )

    def work(session: Session) -> None:
        evaluation = submissions.latest_evaluation(session, path.rsplit("/", 1)[-1])
        assert evaluations.claim(session, evaluation.id, "test") is not None
        finishing.finish(session, evaluation.id, "test", outcome, scorer)

    service.database.write(work)
    return path


def client(site: Site, alias: str) -> TestClient:
    return TestClient(site.app, headers={"Authorization": f"Bearer {site.token(alias)}"})


def board(site: Site, who: str = "momo") -> dict[str, tuple[float, int]]:
    answer = client(site, who).get(f"{API}/leaderboard?track=unrestricted")
    rows = answer.json()["rows"]
    return {row["alias"]: (row["score"], row["submissions"]) for row in rows}


def test_a_withdrawn_file_counts_no_more_until_it_is_taken_back(dated: Site) -> None:
    worse = submit_graded(dated, "momo", outcome_of(3.0, 5.0))
    best = submit_graded(dated, "momo", outcome_of(1.0, 9.0))
    submit_graded(dated, HOSTILE, outcome_of(2.0, 7.0))
    momo = client(dated, "momo")
    before = board(dated)
    left = momo.get(API).json()["tries_left"]
    door = f"/api/v1{best}/withdrawal"
    for _ in range(2):
        assert momo.put(door).status_code == 204
    after = board(dated)
    assert before["momo"][0] < before[HOSTILE][0] < after["momo"][0]
    assert after["momo"][1] == 2
    assert after[HOSTILE] == before[HOSTILE]
    assert momo.get(API).json()["tries_left"] == left
    view = momo.get(f"/api/v1{best}").json()
    assert view["removed"]["kind"] == "withdrawn"
    assert view["score"] is not None
    assert momo.get(f"{API}/submissions").json()[0]["removed"] == "withdrawn"
    assert momo.put(f"/api/v1{worse}/withdrawal").status_code == 204
    assert "momo" not in board(dated)
    for path in (best, worse):
        assert momo.delete(f"/api/v1{path}/withdrawal").status_code == 204
    assert board(dated) == before
    with dated.service.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Removal)) == 2


def test_nobody_withdraws_once_they_know_how_their_files_fare(dated: Site) -> None:
    path = submit_graded(dated, "momo", outcome_of(1.0, 9.0))
    with time_machine.travel(OPENS + 5 * HOUR):
        answer = client(dated, "momo").put(f"/api/v1{path}/withdrawal")
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (403, "withdrawal_over")
        assert "Withdraw this file" not in dated.browser("momo").see(path).text
    with time_machine.travel(OPENS + HOUR):
        assert client(dated, HOSTILE).put(f"/api/v1{path}/withdrawal").status_code == 404
        assert client(dated, "sensei").put(f"/api/v1{path}/withdrawal").status_code == 403


def test_staff_disqualify_a_file_for_a_reason_that_its_sender_reads(dated: Site) -> None:
    submit_graded(dated, "momo", outcome_of(3.0, 5.0))
    best = submit_graded(dated, "momo", outcome_of(1.0, 9.0))
    before = board(dated)
    sensei, momo = client(dated, "sensei"), client(dated, "momo")
    door = f"/api/v1{best}/disqualification"
    assert sensei.put(door, json={"reason": " "}).status_code == 422
    assert momo.put(door, json={"reason": "x"}).status_code == 403
    assert sensei.put(door, json={"reason": "copied"}).status_code == 204
    assert board(dated)["momo"] != before["momo"]
    refused = momo.delete(f"/api/v1{best}/withdrawal")
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (403, "removed_by_staff")
    page = dated.browser("momo").see(best)
    assert "Course staff have disqualified this file: copied" in page.text
    assert "Disqualify this file" not in page.text
    with time_machine.travel(OPENS + 10 * HOUR):
        assert sensei.delete(door).status_code == 204
    assert board(dated) == before
    with dated.service.database.read() as session:
        told = session.scalars(select(AuditEvent.action)).all()
        (kept,) = session.scalars(select(Removal)).all()
    assert [told.count("file.disqualify"), told.count("file.readmit")] == [1, 1]
    assert (kept.reason, kept.ended_at is None) == ("copied", False)


def test_who_is_taken_off_a_board_stays_off_with_later_files(dated: Site) -> None:
    submit_graded(dated, "momo", outcome_of(3.0, 5.0))
    submit_graded(dated, "momo", outcome_of(3.0, 5.0), track="restricted")
    submit_graded(dated, HOSTILE, outcome_of(2.0, 7.0))
    before = board(dated)
    sensei = dated.browser("sensei")
    form = {
        "track": "unrestricted",
        "person": "momo",
        "act": "disqualify",
        "reason": "two accounts",
    }
    assert sensei.client.post(f"{SMALL}/disqualified", data=form).status_code == 303
    later = submit_graded(dated, "momo", outcome_of(1.0, 1.0))
    assert board(dated) == {HOSTILE: before[HOSTILE]}
    assert "taken its sender off this board: two accounts" in dated.browser("momo").see(later).text
    assert "Put momo back" in sensei.see(f"{SMALL}/exceptions").source
    other = client(dated, "momo").get(f"{API}/leaderboard?track=restricted").json()["rows"]
    assert [row["alias"] for row in other] == ["momo"]
    with time_machine.travel(OPENS + 10 * HOUR):
        final = client(dated, "momo").get(f"{API}/leaderboard?track=unrestricted").json()
        assert [row["alias"] for row in final["rows"]] == [HOSTILE]
    params = {"track": "unrestricted", "person": "momo"}
    answer = client(dated, "sensei").delete(f"{API}/disqualified", params=params)
    assert answer.status_code == 204
    assert board(dated)["momo"][0] < before["momo"][0]


def test_a_page_withdraws_and_takes_back(dated: Site) -> None:
    path = submit_graded(dated, "momo", outcome_of(3.0, 5.0))
    momo = dated.browser("momo")
    assert "Withdraw this file" in momo.see(path).text
    for act, word in (("withdraw", "This file is withdrawn"), ("take_back", "Withdraw it")):
        answer = momo.client.post(f"{path}/withdrawal", data={"act": act})
        assert answer.headers["location"] == path
        assert word in momo.see(path).text
    sensei = dated.browser("sensei")
    for act, word in (("disqualify", "Put it back"), ("readmit", "Disqualify it")):
        form = {"act": act, "reason": "copied"}
        assert sensei.client.post(f"{path}/disqualification", data=form).status_code == 303
        assert word in sensei.see(path).text


def test_fsck_finds_nothing_wrong_with_what_is_off_a_board(dated: Site) -> None:
    submit_graded(dated, "momo", outcome_of(3.0, 5.0))
    best = submit_graded(dated, "momo", outcome_of(1.0, 9.0))
    client(dated, "momo").put(f"/api/v1{best}/withdrawal")
    with dated.service.database.read() as session:
        assert list(check_standings(session)) == []
        assert session.scalar(select(func.sum(QuotaEntry.amount))) == 2


def test_by_script_a_student_is_taken_off_a_board(dated: Site) -> None:
    submit_graded(dated, "momo", outcome_of(3.0, 5.0))
    sensei, door = client(dated, "sensei"), f"{API}/disqualified"
    params = {"track": "unrestricted", "person": "momo"}
    why = {"reason": "two accounts"}
    assert sensei.put(door, params=params, json=why).status_code == 204
    assert board(dated) == {}
    assert sensei.put(door, params=params | {"person": "none"}, json=why).status_code == 404
    assert client(dated, "momo").delete(door, params=params).status_code == 403
    assert sensei.delete(door, params=params).status_code == 204
    assert list(board(dated)) == ["momo"]

"""What a class earns, for staff: followed, held before the reveal, frozen and let go."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from server.boards.ladder_scorer import LadderScorer
from server.boards.predictions import PredictionStore
from server.core.models import AuditEvent
from server.grading import evaluations, finishing
from server.submissions import queries as submissions
from tests.server.ungraded_site import HOSTILE, SMALL, Page, Site, outcome_of

CLOSES = datetime(2026, 5, 1, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
API = f"/api/v1{SMALL}/grades"
RULE = (
    '[grades]\npoints = 20\ntrack = "unrestricted"\nrule = "linear"\nstart = 10\nfull = "leader"\n'
)
DATES = f"closes_at = {CLOSES.isoformat()}\nreveal_at = {(CLOSES + 2 * HOUR).isoformat()}"
Make = Callable[..., Path]


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(CLOSES - HOUR, tick=False) as found:
        yield found


class Staff:
    """What staff read and do, by the interface."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.client = TestClient(
            site.app, headers={"Authorization": f"Bearer {site.token('sensei')}"}
        )

    def book(self) -> dict[str, Any]:
        found: dict[str, Any] = self.client.get(API).json()
        return found

    def points(self) -> dict[str, float | None]:
        return {line["alias"]: line["points"] for line in self.book()["grades"]}

    def refused(self, method: str = "PUT", path: str = f"{API}/frozen") -> tuple[int, str]:
        answer = self.client.request(method, path)
        return answer.status_code, answer.json()["errors"][0]["code"]


@pytest.fixture
def staff(site: Site) -> Staff:
    return Staff(site)


def test_every_student_has_a_line_and_who_has_no_score_has_no_points(
    staff: Staff, prediction_bundle: Make
) -> None:
    staff.site.push(prediction_bundle(tables=RULE))
    staff.site.submit_graded("momo", outcome_of(4.0))
    assert staff.points() == {"momo": 20, HOSTILE: None}
    staff.site.submit_graded(HOSTILE, outcome_of(7.0))
    assert staff.points() == {"momo": 20, HOSTILE: 10}
    line = next(one for one in staff.book()["grades"] if one["alias"] == HOSTILE)
    assert (line["name"], line["rank"], line["score"]) == ("Ken & Kenji", 2, 7.0)
    staff.site.push(prediction_bundle(tables=RULE + "missing = 0\n"))
    staff.site.submit_graded(HOSTILE, outcome_of(1.0))
    assert staff.points() == {"momo": 13.33, HOSTILE: 20}


def test_without_a_rule_scores_are_there_and_points_are_not(
    staff: Staff, prediction_bundle: Make
) -> None:
    staff.site.push(prediction_bundle())
    staff.site.submit_graded("momo", outcome_of(4.0))
    book = staff.book()
    assert book["obstacle"]["code"] == "grades_without_rule"
    assert [line["points"] for line in book["grades"]] == [None, None]
    assert staff.refused() == (409, "grades_without_rule")


def test_a_baseline_that_has_no_score_is_said(staff: Staff, with_baselines: Make) -> None:
    folder = with_baselines({"median": 8})
    definition = folder / "assignment.toml"
    definition.write_text(definition.read_text() + RULE.replace("10", '"median"'))
    staff.site.push(folder)
    staff.site.submit_graded("momo", outcome_of(4.0))
    assert staff.book()["obstacle"]["code"] == "grades_without_baseline"
    assert staff.refused() == (409, "grades_without_baseline")


def test_private_scores_count_from_the_reveal_on_and_are_a_preview_before(
    staff: Staff, prediction_bundle: Make, clock: Any
) -> None:
    staff.site.push(prediction_bundle(top=DATES, tables=RULE))
    staff.site.submit_graded("momo", outcome_of(4.0, private=7.0))
    staff.site.submit_graded(HOSTILE, outcome_of(5.0, private=4.0))
    book = staff.book()
    assert (book["counts"], book["held"]) == ("private", True)
    assert datetime.fromisoformat(book["held_until"]) == CLOSES + 2 * HOUR
    assert staff.points() == {"momo": 10, HOSTILE: 20}
    clock.move_to(CLOSES + 2 * HOUR - timedelta(microseconds=1))
    assert staff.refused() == (409, "grades_held")
    clock.move_to(CLOSES + 2 * HOUR)
    assert staff.client.put(f"{API}/frozen").status_code == 200


def test_public_points_are_no_better_than_what_the_class_reads(
    staff: Staff, prediction_bundle: Make, clock: Any
) -> None:
    rule = RULE + 'score = "public"\ndecimals = 4\n'
    staff.site.push(prediction_bundle(top=DATES, tables=rule, release="rounded", decimals=0))
    service = staff.site.service
    predictions = PredictionStore(service.files, service.settings.data_dir / "scratch")
    sent = staff.site.browser("momo").upload().headers["location"].rsplit("/", 1)[-1]

    def work(session: Session) -> None:
        evaluation = submissions.latest_evaluation(session, sent)
        evaluations.claim(session, evaluation.id, "test")
        scorer = LadderScorer(service.bundles, predictions)
        assert finishing.finish(
            session, evaluation.id, "test", outcome_of(4.4, private=7.0), scorer
        )

    service.database.write(work)
    (line,) = [one for one in staff.book()["grades"] if one["points"] is not None]
    shown = staff.site.browser("momo").client.get(f"/api/v1{SMALL}/submissions").json()
    assert line["score"] == shown[0]["score"] > 4.4
    assert line["public_score"] == 4.4
    clock.move_to(CLOSES + HOUR)
    (line,) = [one for one in staff.book()["grades"] if one["points"] is not None]
    assert line["score"] == 4.4


def test_frozen_grades_stay_until_they_are_let_go_and_both_are_audited(
    staff: Staff, prediction_bundle: Make
) -> None:
    staff.site.push(prediction_bundle(tables=RULE))
    staff.site.submit_graded("momo", outcome_of(4.0))
    waiting = staff.site.browser(HOSTILE).upload().headers["location"]
    assert staff.book()["ungraded"] == 1
    assert staff.refused() == (409, "grades_ungraded")
    staff.site.grade(waiting, outcome_of(7.0))
    for _ in range(2):
        assert staff.client.put(f"{API}/frozen").json()["frozen_by"] == "Sato"
    before = staff.book()
    staff.site.submit_graded("momo", outcome_of(1.0))
    staff.site.push(prediction_bundle(tables=RULE.replace("20", "40")))
    assert staff.book() == before
    assert staff.points() == {"momo": 20, HOSTILE: 10}
    for _ in range(2):
        assert staff.client.delete(f"{API}/frozen").json()["frozen_at"] is None
    assert staff.points() == {"momo": 40, HOSTILE: 13.33}
    with staff.site.service.database.read() as session:
        asked = select(AuditEvent).where(AuditEvent.action.startswith("grades."))
        events = session.scalars(asked.order_by(AuditEvent.id)).all()
    assert [event.action for event in events] == ["grades.freeze", "grades.unfreeze"]
    assert events[0].detail == {"students": 2}


def test_layers_earn_their_own_points_where_nothing_is_said(
    staff: Staff, layers_folder: Path
) -> None:
    staff.site.push(layers_folder, "layers")
    book = staff.client.get(API.replace("small", "layers")).json()
    assert (book["rule"], book["obstacle"]) == ("layers", None)
    assert book["points"] > 0


def test_students_see_no_grades_and_assistants_freeze_none(
    site: Site, prediction_bundle: Make
) -> None:
    site.push(prediction_bundle(tables=RULE))
    site.submit_graded("momo", outcome_of(4.0))
    for path in (API, f"{SMALL}/grades"):
        assert site.browser("momo").client.get(path).status_code == 403
    assert site.browser("momo").client.post(f"{SMALL}/grades/freeze").status_code == 403


@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_page_freezes_and_lets_go(site: Site, prediction_bundle: Make, language: str) -> None:
    site.push(prediction_bundle(tables=RULE))
    site.submit_graded("momo", outcome_of(4.0))
    browser = site.browser("sensei", language)
    assert f"{SMALL}/grades" in browser.see(SMALL).links
    page = browser.see(f"{SMALL}/grades")
    assert "20.00" in page.text
    assert "<script>alert" not in page.source
    for change, words in (("freeze", {"en": "Frozen", "ja": "確定"}), ("unfreeze", None)):
        answer = browser.client.post(
            f"{SMALL}/grades/{change}", headers={"Sec-Fetch-Site": "same-origin"}
        )
        assert answer.headers["location"] == f"{SMALL}/grades"
        if words is not None:
            assert words[language] in browser.see(f"{SMALL}/grades").text
    refused = browser.client.post(
        f"{SMALL}/grades/freeze", headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert refused.status_code == 403


def test_grades_are_taken_out_by_both_doors_and_counted_in_the_audit_trail(
    staff: Staff, prediction_bundle: Make
) -> None:
    staff.site.push(prediction_bundle(tables=RULE))
    staff.site.submit_graded("momo", outcome_of(4.0))
    for kind in ("csv", "xlsx"):
        answer = staff.client.get(f"{API}.{kind}")
        assert (
            answer.headers["content-disposition"] == f'attachment; filename="grades-small.{kind}"'
        )
    moodle = b"Full name,Username\nMomoko,momo\n"
    query = {"system": "moodle"}
    filled = staff.client.post(f"{API}/fill", params=query, content=moodle)
    assert filled.content == b"username,Small\r\nmomo,20\r\n"
    browser = staff.site.browser("sensei", "ja")
    by_form = browser.client.post(
        f"{SMALL}/grades/fill", data=query, files={"file": ("list.csv", moodle, "text/csv")}
    )
    assert by_form.content.decode() == "username,小\r\nmomo,20\r\n"
    with staff.site.service.database.read() as session:
        asked = select(AuditEvent).where(AuditEvent.action == "grades.export")
        events = session.scalars(asked.order_by(AuditEvent.id)).all()
    found = [(event.detail["what"], event.detail["students"]) for event in events]
    assert found == [("csv", 2), ("xlsx", 2), ("moodle", 1), ("moodle", 1)]


def test_a_file_that_cannot_be_filled_is_told_in_words_and_keeps_nothing(
    staff: Staff, prediction_bundle: Make
) -> None:
    staff.site.push(prediction_bundle(tables=RULE))
    staff.site.submit_graded("momo", outcome_of(4.0))
    columns = b"Username" + b",x" * 5_000 + b"\nmomo\n"
    too_large = b"Username\n" + b"x" * 2_000_001
    browser = staff.site.browser("sensei")
    for content, status, words in (
        (columns, 422, "5001 columns; at most 1000"),
        (b"Username\nmomo\nnobody\n", 422, "'nobody' is on no roster here"),
        (too_large, 413, "2"),
    ):
        files = {"file": ("list.csv", content, "text/csv")}
        data = {"system": "moodle"}
        page = Page(browser.client.post(f"{SMALL}/grades/fill", data=data, files=files))
        assert page.status == status
        assert words in page.text
        answer = staff.client.post(f"{API}/fill", params=data, content=content)
        assert answer.status_code == status
    with staff.site.service.database.read() as session:
        asked = select(AuditEvent).where(AuditEvent.action == "grades.export")
        assert session.scalars(asked).all() == []

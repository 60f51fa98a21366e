"""The page of versions: staff see what a version beside the board would change, and switch."""

import io
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import select
from starlette.testclient import TestClient

from grader import Outcome, Verdict, pack
from server.core.clock import now
from server.core.models import AssignmentVersion, Evaluation, EvaluationState
from server.grading import evaluations, finishing
from tests.server.ungraded_site import SMALL, Site, outcome_of

VERSIONS = f"{SMALL}/versions"
API = f"/api/v1{SMALL}"


def api(site: Site, method: str, path: str, who: str = "sensei", **request: object):
    headers = {"Authorization": f"Bearer {site.token(who)}", "Content-Type": "application/zip"}
    return TestClient(site.app, headers=headers).request(method, path, **request)


def push_shadow(site: Site, folder: Path) -> dict[str, object]:
    archive = io.BytesIO()
    pack(folder, archive)
    answer = api(site, "PUT", f"{API}?shadow=true", content=archive.getvalue())
    assert answer.status_code == 200, answer.text
    return answer.json()


def grade_shadow(site: Site, *outcomes: Outcome) -> None:
    """Make outcomes final under the version that is not in force, in order of submission."""

    def work(session) -> None:
        queued = session.scalars(
            select(Evaluation.id)
            .join(AssignmentVersion, AssignmentVersion.id == Evaluation.version_id)
            .where(~AssignmentVersion.active, Evaluation.state == EvaluationState.QUEUED)
            .order_by(Evaluation.submission_id)
        ).all()
        for evaluation_id, outcome in zip(queued, outcomes, strict=False):
            evaluations.claim(session, evaluation_id, "w")
            assert finishing.finish(session, evaluation_id, "w", outcome) is not None

    site.service.database.write(work)


@pytest.fixture
def shadowed(site: Site, prediction_bundle: Callable[..., Path]) -> Site:
    """Two students on the board, and a version beside it under which nothing is graded yet."""
    site.submit_graded("momo", outcome_of(1.0))
    site.submit_graded("<script>alert(1)</script>", outcome_of(2.0))
    assert push_shadow(site, prediction_bundle(graded=2))["live"] is False
    return site


@pytest.mark.parametrize(("language", "falls"), [("en", "falls off"), ("ja", "圏外へ")])
def test_staff_see_who_would_fall_off_and_switch(shadowed: Site, language: str, falls: str) -> None:
    browser = shadowed.browser("sensei", language)
    assert VERSIONS in browser.see(SMALL).links
    page = browser.see(VERSIONS)
    acts = [form["action"] for form in page.all("form")]
    assert f"{VERSIONS}/2/discard" in acts
    assert f"{VERSIONS}/2/switch" not in acts
    assert not [element for element in page.all("span") if element.get("class") == "down"]

    grade_shadow(shadowed, Outcome(verdict=Verdict.INVALID_FILE), outcome_of(5.0))
    page = browser.see(VERSIONS)
    assert falls in page.text
    assert "<script>alert" not in page.source
    switched = browser.client.post(f"{VERSIONS}/2/switch")
    assert (switched.status_code, switched.headers["location"]) == (303, VERSIONS)
    board = api(shadowed, "GET", f"{API}/leaderboard?track=unrestricted").json()
    assert [row["score"] for row in board["rows"]] == [5.0]


@pytest.mark.parametrize(("language", "says"), [("en", "The reveal has come"), ("ja", "発表後")])
def test_after_the_reveal_it_is_said_whose_places_are_compared(
    empty_site: Site, prediction_bundle: Callable[..., Path], language: str, says: str
) -> None:
    reveal_at = now().replace(microsecond=0) + timedelta(hours=1)
    top = f"reveal_at = {reveal_at.isoformat()}"
    empty_site.push(prediction_bundle(top=top))
    push_shadow(empty_site, prediction_bundle(top=top, graded=2))
    assert says not in empty_site.browser("sensei", language).see(VERSIONS).text
    with time_machine.travel(reveal_at):
        assert says in empty_site.browser("sensei", language).see(VERSIONS).text
        assert api(empty_site, "GET", f"{API}/versions/2/comparison").json()["final"] is True


def test_participants_see_no_versions_and_other_sites_cannot_switch(shadowed: Site) -> None:
    shadowed.browser("momo").see(VERSIONS, 403)
    assert VERSIONS not in shadowed.browser("momo").see(SMALL).links
    assert api(shadowed, "GET", f"{API}/versions", "momo").status_code == 403
    assert api(shadowed, "GET", f"{API}/versions/2/comparison", "momo").status_code == 403
    client = shadowed.browser("sensei").client
    foreign = {"Sec-Fetch-Site": "cross-site"}
    assert client.post(f"{VERSIONS}/2/discard", headers=foreign).status_code == 403


def test_the_interface_lists_compares_refuses_and_discards(shadowed: Site) -> None:
    lines = api(shadowed, "GET", f"{API}/versions").json()
    assert [(line["version"], line["state"], line["done"], line["total"]) for line in lines] == [
        (2, "shadow", 0, 2),
        (1, "live", 2, 2),
    ]
    compared = api(shadowed, "GET", f"{API}/versions/2/comparison").json()
    assert {row["waiting"] for row in compared["tracks"][0]["rows"]} == {1}
    early = api(shadowed, "POST", f"{API}/versions/2/switch")
    assert (early.status_code, early.json()["errors"][0]["code"]) == (409, "not_graded_yet")
    assert api(shadowed, "GET", f"{API}/versions/9/comparison").status_code == 404

    bundles = shadowed.service.settings.data_dir / "files" / "bundles"
    assert len(list(bundles.iterdir())) == 2
    assert api(shadowed, "POST", f"{API}/versions/2/discard").status_code == 204
    assert len(list(bundles.iterdir())) == 1
    shadowed.browser("sensei").see(VERSIONS)


def test_a_push_says_before_and_after_what_it_grades_again(
    site: Site, prediction_bundle: Callable[..., Path]
) -> None:
    for who, score in (("momo", 1.0), ("momo", 2.0), ("<script>alert(1)</script>", 3.0)):
        site.submit_graded(who, outcome_of(score))

    def push(folder: Path, query: str = "") -> dict[str, object]:
        archive = io.BytesIO()
        pack(folder, archive)
        answer = api(site, "PUT", f"{API}{query}", content=archive.getvalue())
        assert answer.status_code == 200, answer.text
        said: dict[str, object] = answer.json()
        return {key: said[key] for key in ("version", "changed", "to_grade", "participants")}

    rules, date = prediction_bundle(graded=2), "closes_at = 2999-01-01T00:00:00+00:00"
    bundles = site.service.settings.data_dir / "files" / "bundles"
    planned = push(rules, "?dry_run=true&regrade=last&last=1")
    assert planned == {"version": 2, "changed": ["limits"], "to_grade": 2, "participants": 2}
    assert len(list(bundles.iterdir())) == 1, "nothing of it stays"
    dated = push(prediction_bundle(top=date))
    assert dated == {"version": 2, "changed": ["dates"], "to_grade": 0, "participants": 0}
    assert push(rules)["to_grade"] == 3
    for language, words in (("en", "3 files of 2 participants"), ("ja", "2 人のファイル 3 件")):
        page = site.browser("sensei", language).see(VERSIONS)
        assert words in page.text, language

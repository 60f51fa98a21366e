"""Dates that have come: a push takes back nothing that all have seen, and warns of the rest."""

import io
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest
import time_machine
from starlette.testclient import TestClient

from grader import Outcome, Verdict, pack
from gradus.api.version_answers import VersionAnswer
from tests.server.ungraded_site import SMALL, Site, outcome_of

CLOSES = datetime(2026, 5, 1, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
Make = Callable[..., Path]
RIGHT = Outcome(verdict=Verdict.SCORED, score=3.0, points=3.0, max_points=3.0)


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(CLOSES - HOUR, tick=False) as found:
        yield found


def put(
    site: Site, folder: Path, slug: str = "small", language: str = "en", **query: str
) -> httpx2.Response:
    archive = io.BytesIO()
    pack(folder, archive)
    headers = {"Authorization": f"Bearer {site.token('sensei')}", "Accept-Language": language}
    headers["Content-Type"] = "application/zip"
    return TestClient(site.app, headers=headers).put(
        f"/api/v1/courses/ml/assignments/{slug}", content=archive.getvalue(), params=query
    )


def dated(make: Make, release: str = "exact", **dates: datetime) -> Path:
    lines = (f"{name} = {moment.isoformat()}" for name, moment in dates.items())
    return make(top="\n".join(lines), release=release)


def codes(answer: httpx2.Response) -> tuple[int, list[str]]:
    return answer.status_code, [one["code"] for one in answer.json().get("errors", [])]


@pytest.mark.parametrize("later", [{"reveal_at": CLOSES + 9 * HOUR}, {}])
def test_a_reveal_that_has_come_is_not_put_off_by_a_push(
    clock: Any, empty_site: Site, prediction_bundle: Make, later: dict[str, datetime]
) -> None:
    reveal = {"closes_at": CLOSES, "reveal_at": CLOSES + HOUR}
    empty_site.push(dated(prediction_bundle, **reveal))
    own = empty_site.submit_graded("momo", outcome_of(2.0, 5.0))
    clock.move_to(CLOSES + 2 * HOUR)
    folder = dated(prediction_bundle, closes_at=CLOSES, **later)

    refused = put(empty_site, folder)
    assert codes(refused) == (409, ["reveal_taken_back"])
    assert "since 2026-05-01T19:00+09:00" in refused.json()["errors"][0]["message"]
    assert codes(put(empty_site, folder, dry_run="true")) == (409, ["reveal_taken_back"])
    said = put(empty_site, folder, language="ja").json()["errors"][0]["message"]
    assert "2026-05-01T19:00+09:00" in said
    assert "非公開" in said

    momo = {"Authorization": f"Bearer {empty_site.token('momo')}"}
    view = TestClient(empty_site.app, headers=momo).get(f"/api/v1{own}").json()
    assert (view["version"], view["private_score"]) == (1, 5.0)
    earlier = dated(prediction_bundle, closes_at=CLOSES, reveal_at=CLOSES)
    assert put(empty_site, earlier).status_code == 200


def test_a_reveal_that_nobody_has_seen_anything_of_may_be_a_mistake(
    clock: Any, empty_site: Site, prediction_bundle: Make
) -> None:
    """Dates of last year's course, with no file handed in."""
    empty_site.push(dated(prediction_bundle, reveal_at=CLOSES - 24 * HOUR))
    assert put(empty_site, dated(prediction_bundle, reveal_at=CLOSES)).status_code == 200


def test_a_deadline_that_is_put_off_after_exact_scores_were_shown_is_warned_of(
    clock: Any, empty_site: Site, prediction_bundle: Make
) -> None:
    empty_site.push(dated(prediction_bundle, "rounded", closes_at=CLOSES))
    clock.move_to(CLOSES + HOUR)
    longer = dated(prediction_bundle, "rounded", closes_at=CLOSES + 9 * HOUR)
    assert put(empty_site, longer, dry_run="true").json()["warnings"] == [], "nobody sent a file"
    clock.move_to(CLOSES - HOUR)
    empty_site.browser("momo").upload()
    clock.move_to(CLOSES + HOUR)
    for query in ({"dry_run": "true"}, {}):
        (warning,) = put(empty_site, longer, **query).json()["warnings"]
        assert warning["code"] == "exact_were_shown"
        assert "2026-05-01T18:00+09:00" in warning["message"]
    exact = dated(prediction_bundle, closes_at=CLOSES + 9 * HOUR)
    answer = put(empty_site, exact)
    assert VersionAnswer.model_validate(answer.json()).warnings == []


def test_results_that_a_date_has_told_are_not_held_back_again(
    clock: Any, empty_site: Site, layers_folder: Path
) -> None:
    file = layers_folder / "assignment.toml"
    text = file.read_text()

    def pushed(results_from: datetime | None) -> httpx2.Response:
        line = "" if results_from is None else f"results_from = {results_from.isoformat()}\n"
        file.write_text(line + text)
        return put(empty_site, layers_folder, "layers")

    assert pushed(None).json()["warnings"] == []
    upload = {
        "path": "/courses/ml/assignments/layers",
        "track": "main",
        "filename": "layers.py",
    }
    empty_site.submit_graded("momo", RIGHT, **upload)
    (warning,) = pushed(CLOSES).json()["warnings"]
    assert warning["code"] == "results_were_told"
    assert pushed(CLOSES + HOUR).json()["warnings"] == [], "it has not come"
    clock.move_to(CLOSES + 2 * HOUR)
    assert codes(pushed(CLOSES + 3 * HOUR)) == (409, ["results_taken_back"])
    assert pushed(None).status_code == 200


def test_hiding_what_participants_have_seen_is_warned_of(
    clock: Any, empty_site: Site, prediction_bundle: Make
) -> None:
    empty_site.push(dated(prediction_bundle))
    empty_site.browser("momo").upload()
    (warning,) = put(empty_site, dated(prediction_bundle, visible_from=CLOSES)).json()["warnings"]
    assert warning["code"] == "was_visible"
    assert empty_site.browser("momo").client.get(SMALL).status_code == 404


def test_a_draft_of_what_participants_have_seen_is_warned_of(
    clock: Any, empty_site: Site, prediction_bundle: Make
) -> None:
    empty_site.push(prediction_bundle())
    empty_site.browser("momo").upload()
    (warning,) = put(empty_site, prediction_bundle(top="draft = true")).json()["warnings"]
    assert warning["code"] == "draft_was_visible"

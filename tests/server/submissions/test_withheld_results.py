"""Until `results_from` participants are told that a file of layers is judged, and no more.

Two sites are alike but for what came of the files. Whatever participants read must be the same.
"""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from starlette.testclient import TestClient

from grader import Outcome, Report, Verdict
from server.app import create_app
from server.core.clock import now
from server.grading import evaluations, finishing
from server.settings import Settings
from tests.databases import copy_sqlite
from tests.server.ungraded_site import LAYERS, Site
from tests.server.wrong_layers import wrong_layers

TOLD = datetime(2026, 5, 1, 9, tzinfo=UTC)
MOMENT = timedelta(seconds=1)
API = f"/api/v1{LAYERS}"
RIGHT = Outcome(verdict=Verdict.SCORED, score=4.0, points=4, max_points=4, report=Report())
LATE = Outcome(verdict=Verdict.TIME_LIMIT, report=Report())
UNREADABLE = Outcome(verdict=Verdict.INVALID_FILE, report=Report())


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(TOLD - MOMENT, tick=False) as found:
        yield found


@pytest.fixture
def held(layers_folder: Path) -> Path:
    """A bundle of layers whose results are held back."""
    file = layers_folder / "assignment.toml"
    file.write_text(f"results_from = {TOLD.isoformat()}\n{file.read_text()}")
    return layers_folder


@pytest.fixture
def world(
    clock: Any, held: Path, migrated_sqlite: Path, tmp_path: Path
) -> Iterator[Callable[[Outcome], Site]]:
    """Makes a site where two people have handed in: Momo's file came out so, Ken's right."""
    opened: list[TestClient] = []

    def make(outcome: Outcome) -> Site:
        folder = tmp_path / f"site-{len(opened)}"
        copy_sqlite(migrated_sqlite, folder)
        app = create_app(Settings(data_dir=folder, workers=0))
        opened.append(TestClient(app))
        opened[-1].__enter__()
        site = Site(app)
        site.push(held, "layers")
        upload = {"path": LAYERS, "track": "main", "filename": "layers.py"}
        site.submit_graded("momo", outcome, **upload)
        site.submit_graded("<script>alert(1)</script>", RIGHT, **upload)
        return site

    yield make
    for one in opened:
        one.__exit__(None, None, None)


def reading(site: Site, alias: str = "momo") -> dict[str, str]:
    """What a participant reads at every address, without the names that are drawn at random."""
    token = {"Authorization": f"Bearer {site.token(alias)}"}
    client, browser = TestClient(site.app, headers=token), site.browser(alias).client
    (own,) = client.get(f"{API}/submissions").json()
    found = {}
    for path in (
        *(API, f"{API}/submissions", f"{API}/history", f"{API}/leaderboard"),
        *(f"/api/v1{own['url']}", f"/api/v1{own['url']}/events"),
    ):
        answer = client.get(path)
        assert answer.status_code == 200, path
        found[path] = f"{answer.headers.get('etag')} {answer.text}"
    for path in ("/", LAYERS, f"{LAYERS}/leaderboard", f"{LAYERS}/history", own["url"]):
        answer = browser.get(path)
        assert answer.status_code == 200, path
        found[path] = answer.text
    drawn = re.compile(r"\b[0-9a-hjkmnp-tv-z]{26}\b")
    return {drawn.sub("ID", path): drawn.sub("ID", text) for path, text in found.items()}


def test_whatever_came_of_a_file_participants_read_the_same(
    world: Callable[[Outcome], Site],
) -> None:
    right, wrong, late = (reading(world(one)) for one in (RIGHT, wrong_layers(), LATE))
    for path in right:
        assert right[path] == wrong[path] == late[path], path
    assert "Judged" in right[LAYERS]
    assert "2026-05-01T18:00+09:00" in right["/api/v1/submissions/ID"]
    assert '"withheld_until":"2026-05-01T09:00:00Z"' in right[f"{API}/leaderboard"]
    assert "Nobody stands here yet" not in right[f"{LAYERS}/leaderboard"]


def test_from_that_moment_on_everything_is_told_and_the_board_is_another(
    world: Callable[[Outcome], Site], clock: Any
) -> None:
    site = world(wrong_layers())
    momo = TestClient(site.app, headers={"Authorization": f"Bearer {site.token('momo')}"})
    before = momo.get(f"{API}/leaderboard")
    clock.move_to(TOLD)
    after = momo.get(f"{API}/leaderboard", headers={"If-None-Match": before.headers["etag"]})
    assert (after.status_code, len(after.json()["rows"])) == (200, 2)
    assert after.json()["version"] > before.json()["version"]
    (own,) = momo.get(f"{API}/submissions").json()
    assert (own["verdict"], own["points"], own["max_points"]) == ("wrong_gradient", 1.5, 4)
    assert momo.get(f"/api/v1{own['url']}").json()["report"]["layers"]
    assert [one["score"] for one in momo.get(f"{API}/history").json()["submissions"]] == [1.5]


def test_staff_see_everything_at_once(world: Callable[[Outcome], Site]) -> None:
    site = world(wrong_layers())
    staff = TestClient(site.app, headers={"Authorization": f"Bearer {site.token('sensei')}"})
    rows = staff.get(f"{API}/leaderboard").json()["rows"]
    assert [row["score"] for row in rows] == [4, 1.5]
    page = site.browser("sensei").see(f"{LAYERS}/leaderboard")
    assert "Participants see what came of their files from" in page.text


def test_a_file_that_was_not_judged_says_so_at_once_and_gives_its_try_back(
    world: Callable[[Outcome], Site],
) -> None:
    site = world(UNREADABLE)
    momo = TestClient(site.app, headers={"Authorization": f"Bearer {site.token('momo')}"})
    (own,) = momo.get(f"{API}/submissions").json()
    assert own["verdict"] == "invalid_file"
    assert momo.get(f"/api/v1{own['url']}").json()["used_try"] is False
    assert "Invalid file" in site.browser("momo").see(LAYERS).text


def test_results_told_by_an_earlier_version_are_held_back_too(
    world: Callable[[Outcome], Site], held: Path
) -> None:
    """A grading that is not one of those in force says what it came to as well."""
    site = world(wrong_layers())
    file = held / "assignment.toml"
    file.write_text(file.read_text().replace("points = 3", "points = 5"))
    site.push(held, "layers")
    momo = TestClient(site.app, headers={"Authorization": f"Bearer {site.token('momo')}"})
    for line in momo.get(f"{API}/submissions").json():
        assert (line["verdict"], line["points"]) == (None, None)
    assert now() < TOLD


@pytest.mark.parametrize(("outcome", "is_told"), [(RIGHT, False), (UNREADABLE, True)])
def test_what_is_counted_in_public_does_not_tell_results_either(
    clock: Any, held: Path, database: Any, push: Any, submit: Any, outcome: Outcome, is_told: bool
) -> None:
    push(held, "layers")
    evaluation_id = submit(track="main", slug="layers").evaluation.id
    database.write(evaluations.claim, evaluation_id, "test")
    finished = database.write(finishing.finish, evaluation_id, "test", outcome)
    assert finished.is_told is is_told

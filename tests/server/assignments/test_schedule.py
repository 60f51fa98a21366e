"""The dates of tracks: asked for in one place, and each track may have its own."""

import ast
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from starlette.testclient import TestClient

import server
from grader import BundleError, open_folder
from server.assignments.schedule import is_released
from tests.server.ungraded_site import SMALL, Page, Site, outcome_of

BEGIN = datetime(2026, 5, 1, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
API = f"/api/v1{SMALL}"
DATES = {"opens_at", "closes_at", "reveal_at"}


def of_restricted(folder: Path, **dates: datetime) -> Path:
    """The bundle with dates of its own for the second track."""
    file = folder / "assignment.toml"
    lines = "".join(f"{name} = {moment.isoformat()}\n" for name, moment in dates.items())
    file.write_text(file.read_text().replace('proof = "claimed"\n', 'proof = "claimed"\n' + lines))
    return folder


@pytest.fixture
def two(empty_site: Site, prediction_bundle: Callable[..., Path]) -> Site:
    """Both open at BEGIN. One closes after 2 hours and is revealed after 4, the other 4 and 5."""
    top = {"opens_at": BEGIN, "closes_at": BEGIN + 2 * HOUR, "reveal_at": BEGIN + 4 * HOUR}
    text = "\n".join(f"{name} = {moment.isoformat()}" for name, moment in top.items())
    dates = {"closes_at": BEGIN + 4 * HOUR, "reveal_at": BEGIN + 5 * HOUR}
    with time_machine.travel(BEGIN):
        empty_site.push(of_restricted(prediction_bundle(top=text), **dates))
    return empty_site


def read(site: Site, path: str) -> Any:
    token = site.token("momo")
    client = TestClient(site.app, headers={"Authorization": f"Bearer {token}"})
    answer = client.get(API + path)
    assert answer.status_code == 200, answer.text
    return answer


def finals(site: Site) -> dict[str, bool]:
    tracks = ("unrestricted", "restricted")
    return {one: read(site, f"/leaderboard?track={one}").json()["final"] for one in tracks}


def test_dates_of_an_assignment_are_read_in_one_place() -> None:
    """Who asks a definition itself would miss what is said of one track, or of one participant."""
    root = Path(server.__file__).parent
    found = [
        f"{path.relative_to(root)}:{node.lineno}"
        for path in root.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute)
        and (node.attr in DATES or node.attr == "dates")
        and ast.unparse(node.value).rpartition(".")[2] in {"definition", "parsed"}
    ]
    assert [place.partition(":")[0] for place in found] == ["assignments/schedule.py"]


def test_each_track_takes_files_until_its_own_deadline(two: Site) -> None:
    with time_machine.travel(BEGIN + 3 * HOUR):
        browser = two.browser("momo")
        assert Page(browser.upload()).status == 403
        assert browser.upload(track="restricted").status_code == 303


def test_each_track_is_revealed_at_its_own_moment(two: Site) -> None:
    with time_machine.travel(BEGIN + HOUR):
        two.submit_graded("momo", outcome_of(2.0, 5.0))
        two.submit_graded("momo", outcome_of(2.0, 5.0), track="restricted")
        before = read(two, "/leaderboard?track=restricted").headers["etag"]
    with time_machine.travel(BEGIN + 4 * HOUR):
        assert finals(two) == {"unrestricted": True, "restricted": False}
        private = {line["track"]: line for line in read(two, "/submissions").json()}
        shown = [read_private(two, private[one]["url"]) for one in ("unrestricted", "restricted")]
        assert shown == [5.0, None]
        assert read(two, "/leaderboard?track=restricted").headers["etag"] == before
    with time_machine.travel(BEGIN + 5 * HOUR):
        assert finals(two) == {"unrestricted": True, "restricted": True}


def read_private(site: Site, url: str) -> float | None:
    token = site.token("momo")
    client = TestClient(site.app, headers={"Authorization": f"Bearer {token}"})
    found: float | None = client.get(f"/api/v1{url}").json()["private_score"]
    return found


@pytest.mark.parametrize("slug", ["unrestricted", "restricted"])
def test_while_one_track_takes_files_no_other_one_tells_more_of_their_rows(
    prediction_bundle: Callable[..., Path], slug: str
) -> None:
    """A rounded score becomes exact at closing: of the last track, since the rows are the same."""
    top = f"closes_at = {(BEGIN + 2 * HOUR).isoformat()}"
    folder = prediction_bundle(top=top, release="rounded")
    definition = open_folder(of_restricted(folder, closes_at=BEGIN + 4 * HOUR)).definition
    dates = definition.dates(slug)
    moments = [BEGIN + hours * HOUR for hours in (1, 3, 4, 5)]
    assert [is_released(definition, dates, one) for one in moments] == [True, True, True, False]


def test_no_track_is_revealed_while_another_one_takes_files(
    empty_site: Site, prediction_bundle: Callable[..., Path]
) -> None:
    moments = {"closes_at": BEGIN + 2 * HOUR, "reveal_at": BEGIN + 3 * HOUR}
    top = "\n".join(f"{name} = {moment.isoformat()}" for name, moment in moments.items())
    folder = of_restricted(
        prediction_bundle(top=top), closes_at=BEGIN + 4 * HOUR, reveal_at=BEGIN + 5 * HOUR
    )
    with pytest.raises(BundleError) as refused:
        open_folder(folder)
    (problem,) = refused.value.problems
    assert problem.code == "bundle_revealed_while_asked"
    assert problem.values["reveal"] == "tracks[0].reveal_at"
    assert problem.values["closing"] == "tracks[1].closes_at"


def test_an_assignment_says_the_dates_of_every_track_and_its_own_from_first_to_last(
    two: Site,
) -> None:
    with time_machine.travel(BEGIN):
        task = read(two, "").json()
        text = two.browser("momo").see(SMALL).text
    closings = [datetime.fromisoformat(track["closes_at"]) for track in task["tracks"]]
    assert closings == [BEGIN + 2 * HOUR, BEGIN + 4 * HOUR]
    assert datetime.fromisoformat(task["closes_at"]) == BEGIN + 4 * HOUR
    assert datetime.fromisoformat(task["opens_at"]) == BEGIN
    assert text.count("Closes") == 2


def test_the_form_offers_the_tracks_that_take_files(two: Site) -> None:
    with time_machine.travel(BEGIN + 3 * HOUR):
        page = two.browser("momo").see(SMALL)
    tracks = {
        one["value"]: "disabled" in one for one in page.all("input") if one["name"] == "track"
    }
    assert tracks == {"unrestricted": True, "restricted": False}


def test_a_new_date_of_a_track_is_no_new_grading_definition(
    push: Any, prediction_bundle: Callable[..., Path]
) -> None:
    top = f"closes_at = {BEGIN.isoformat()}"
    first = push(prediction_bundle(top=top))
    second = push(of_restricted(prediction_bundle(top=top), closes_at=BEGIN, reveal_at=BEGIN))
    assert (second.changed, second.grading_id) == (["dates"], first.id)

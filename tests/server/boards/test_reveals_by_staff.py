"""A reveal by staff, now or later: it stands in the bundle's place, and is not taken back."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from sqlalchemy import select
from starlette.testclient import TestClient

from server.assignments.access import assignment_access
from server.assignments.schedule import dates_of
from server.boards.reveals import set_reveal
from server.core.errors import RequestProblemError
from server.core.models import AuditEvent
from tests.server.ungraded_site import SMALL, Page, Site, outcome_of

CLOSES = datetime(2026, 5, 1, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
API = f"/api/v1{SMALL}"
Make = Callable[..., Path]


def dated(make: Make, closes: datetime | None = CLOSES, reveal: datetime | None = None) -> Path:
    dates = {"closes_at": closes, "reveal_at": reveal}
    lines = (f"{name} = {moment.isoformat()}" for name, moment in dates.items() if moment)
    return make(top="\n".join(lines))


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(CLOSES + HOUR, tick=False) as found:
        yield found


@pytest.fixture
def reveal(database: Any, people: Any) -> Callable[..., datetime | None]:
    """Sets the reveal of a track; the moment of its reveal then."""

    def work(
        at: datetime | None = None, track: str = "unrestricted", who: str = "sensei"
    ) -> datetime | None:
        with database.read() as session:
            access = assignment_access(session, people[who], "ml", "small")
        dates, _ = database.write(set_reveal, access, track, at)
        found: datetime | None = dates.reveal_at
        return found

    return work


@pytest.fixture
def moment(database: Any, people: Any) -> Callable[[str], datetime | None]:
    """When a track is revealed, as everybody is told."""

    def work(track: str) -> datetime | None:
        with database.read() as session:
            access = assignment_access(session, people["momo"], "ml", "small")
            return dates_of(access.definition, access.tracks[track], None).reveal_at

    return work


def test_now_is_now_for_that_track_alone_and_once(
    clock: Any, database: Any, push: Any, prediction_bundle: Make, reveal: Any, moment: Any
) -> None:
    push(dated(prediction_bundle, reveal=CLOSES + 9 * HOUR))
    shown = reveal()
    clock.shift(HOUR)
    assert shown == reveal() == moment("unrestricted") == CLOSES + HOUR
    assert moment("restricted") == CLOSES + 9 * HOUR
    with database.read() as session:
        (event,) = session.scalars(
            select(AuditEvent).where(AuditEvent.action.like("%reveal"))
        ).all()
    assert (event.action, event.detail["track"]) == ("assignment.reveal", "unrestricted")


def test_a_moment_that_has_not_come_can_be_put_off_and_one_that_has_cannot(
    clock: Any, push: Any, prediction_bundle: Make, reveal: Any, moment: Any
) -> None:
    push(dated(prediction_bundle))
    for later in (CLOSES + 3 * HOUR, CLOSES + 2 * HOUR):
        assert reveal(later) == later
    clock.move_to(CLOSES + 2 * HOUR)
    assert reveal(CLOSES + 2 * HOUR) == CLOSES + 2 * HOUR  # said once more
    with pytest.raises(RequestProblemError, match="revealed"):
        reveal(CLOSES + 5 * HOUR)
    assert moment("unrestricted") == CLOSES + 2 * HOUR


@pytest.mark.parametrize(
    ("closes", "at", "code"),
    [
        (CLOSES + 2 * HOUR, None, "reveal_before_closing"),
        (CLOSES + 2 * HOUR, CLOSES + 1.5 * HOUR, "reveal_before_closing"),
        (None, None, "reveal_without_closing"),
    ],
)
def test_nothing_is_revealed_to_who_may_still_submit(
    clock: Any,
    push: Any,
    prediction_bundle: Make,
    reveal: Any,
    moment: Any,
    closes: datetime | None,
    at: datetime | None,
    code: str,
) -> None:
    push(dated(prediction_bundle, closes=closes))
    with pytest.raises(RequestProblemError, match=code) as refused:
        reveal(at)
    assert (refused.value.status, moment("unrestricted")) == (409, None)


def test_a_track_that_has_closed_waits_for_the_others(
    clock: Any, push: Any, prediction_bundle: Make, reveal: Any, moment: Any
) -> None:
    """All of them ask about the same hidden rows."""
    folder = dated(prediction_bundle)
    toml = folder / "assignment.toml"
    later = f'slug = "restricted"\ncloses_at = {(CLOSES + 2 * HOUR).isoformat()}'
    toml.write_text(toml.read_text().replace('slug = "restricted"', later, 1))
    push(folder)
    with pytest.raises(RequestProblemError, match="reveal_before_closing"):
        reveal()
    assert moment("unrestricted") is None
    clock.move_to(CLOSES + 2 * HOUR)
    assert reveal() == CLOSES + 2 * HOUR


def test_points_have_no_reveal_and_an_assistant_makes_none(
    clock: Any, push: Any, layers_folder: Path, database: Any, people: Any
) -> None:
    push(layers_folder, "layers")
    for who, code in (("sensei", "nothing_to_reveal"), ("ta", "staff_only")):
        with database.read() as session:
            access = assignment_access(session, people[who], "ml", "layers")
        with pytest.raises(RequestProblemError, match=code):
            database.write(set_reveal, access, "main", None)


def test_of_staff_and_bundle_the_last_word_holds_until_the_reveal_has_come(
    clock: Any, push: Any, prediction_bundle: Make, reveal: Any, moment: Any
) -> None:
    push(dated(prediction_bundle, reveal=CLOSES + 4 * HOUR))
    reveal(CLOSES + 3 * HOUR)
    push(dated(prediction_bundle, closes=CLOSES + 2 * HOUR, reveal=CLOSES + 4 * HOUR))
    assert moment("unrestricted") == CLOSES + 3 * HOUR
    push(dated(prediction_bundle, reveal=CLOSES + 5 * HOUR))
    assert moment("unrestricted") == CLOSES + 5 * HOUR
    reveal()
    push(dated(prediction_bundle, reveal=CLOSES + 6 * HOUR))
    assert moment("unrestricted") == CLOSES + HOUR


@pytest.mark.parametrize("closes", [CLOSES + 3 * HOUR, None])
def test_a_push_that_would_take_files_after_the_reveal_is_refused(
    clock: Any, push: Any, prediction_bundle: Make, reveal: Any, closes: datetime | None
) -> None:
    push(dated(prediction_bundle))
    reveal(CLOSES + 2 * HOUR)
    with pytest.raises(RequestProblemError, match="closes_after_reveal"):
        push(dated(prediction_bundle, closes=closes))


def test_a_button_reveals_and_the_board_is_another_for_all_who_watch_it(
    clock: Any, empty_site: Site, prediction_bundle: Make
) -> None:
    clock.move_to(CLOSES)
    empty_site.push(dated(prediction_bundle))
    own = empty_site.submit_graded("momo", outcome_of(2.0, 5.0))
    clock.move_to(CLOSES + HOUR)
    momo = TestClient(
        empty_site.app, headers={"Authorization": f"Bearer {empty_site.token('momo')}"}
    )
    board = f"{API}/leaderboard?track=unrestricted"
    before = momo.get(board)
    browser = empty_site.browser("sensei")
    page = browser.see(f"{SMALL}/versions")
    assert "Reveal Unrestricted now" in page.text
    assert "No moment is set: they stay hidden." in page.text

    answer = browser.client.post(f"{SMALL}/reveal", data={"track": "unrestricted"})

    assert (answer.status_code, answer.headers["location"]) == (303, f"{SMALL}/versions#reveal")
    after = momo.get(board, headers={"If-None-Match": before.headers["etag"]})
    assert (before.json()["final"], after.status_code, after.json()["final"]) == (False, 200, True)
    assert after.json()["version"] > before.json()["version"]
    assert momo.get(f"/api/v1{own}").json()["private_score"] == 5.0
    assert "Shown since" in browser.see(f"{SMALL}/versions").text
    for status, data in ((409, "2026-05-09T09:00"), (422, "soon")):
        refused = browser.client.post(f"{SMALL}/reveal", data={"track": "unrestricted", "at": data})
        assert Page(refused).status == status
    assert (
        empty_site.browser("momo")
        .client.post(f"{SMALL}/reveal", data={"track": "restricted"})
        .status_code
        == 403
    )


def test_a_form_speaks_of_the_clock_of_the_course(
    clock: Any, empty_site: Site, prediction_bundle: Make
) -> None:
    empty_site.push(dated(prediction_bundle))
    data = {"track": "unrestricted", "at": "2026-05-02T09:00"}
    empty_site.browser("sensei").client.post(f"{SMALL}/reveal", data=data)
    staff = TestClient(
        empty_site.app, headers={"Authorization": f"Bearer {empty_site.token('sensei')}"}
    )
    track = staff.get(API).json()["tracks"][0]
    assert datetime.fromisoformat(track["reveal_at"]) == datetime(2026, 5, 2, tzinfo=UTC)
    at = {"at": "2026-05-02T00:00:00Z"}
    answer = staff.put(f"{API}/tracks/unrestricted/reveal", json=at).json()
    assert answer == {
        "track": "unrestricted",
        "reveal_at": "2026-05-02T00:00:00Z",
        "revealed": False,
    }

"""A shortcut answers as the framework does, to whom that has let in, and to nobody else."""

import re
from collections.abc import Callable, Hashable
from datetime import timedelta
from typing import Any

import httpx2
import pytest
import time_machine
from sqlalchemy import update
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from server.core.clock import now
from server.core.models import Membership, Token
from server.core.outages import DATABASE, OutageError
from server.submissions.routes import SHORTCUTS
from server.submissions.upload import Uploads
from server.web.decisions import Decisions
from tests.server.ungraded_site import SMALL, Site, outcome_of

UPLOAD = f"/api/v1{SMALL}/submissions"
PLAIN = "track=unrestricted&again=true"
_CSV = {"Content-Type": "text/csv"}


class Counted(Decisions):
    """Decisions that count how many of them were taken."""

    def __init__(self) -> None:
        super().__init__()
        self.taken = 0

    def find(self, asked: Hashable) -> Any:
        """What was decided."""
        found = super().find(asked)
        self.taken += found is not None
        return found


@pytest.fixture
def decisions(site: Site) -> Counted:
    """Those of the site; each that is taken is a request that takes a shortcut."""
    counted = Counted()
    site.service.ready_answers.decisions = site.app.state.held[Decisions] = counted
    return counted


@pytest.fixture
def client(site: Site) -> httpx2.Client:
    """Somebody's client with a token."""
    bearer = {"Authorization": f"Bearer {site.token('momo')}"}
    return TestClient(site.app, headers=bearer, raise_server_exceptions=False)


def _send(client: httpx2.Client, query: str = PLAIN, **headers: str) -> httpx2.Response:
    return client.post(f"{UPLOAD}?{query}", content=b"id,prediction\n", headers=_CSV | headers)


def _told(answer: httpx2.Response) -> tuple[int, str, list[tuple[str, str]]]:
    """An answer without what is another one's each time: names, moments, places."""
    varying = r'"(id|url|received_at|started_at|position|instance)":\s*("[^"]*"|\d+)'
    changing = ("x-request-id", "location", "content-length")
    headers = [(name, value) for name, value in answer.headers.items() if name not in changing]
    return answer.status_code, re.sub(varying, "", answer.text), sorted(headers)


def test_the_second_upload_and_each_wait_take_a_shortcut_to_the_same_answers(
    site: Site, client: httpx2.Client, decisions: Counted
) -> None:
    first = _send(client)
    assert (first.status_code, decisions.taken) == (202, 0)
    second = _send(client)
    assert decisions.taken == 1
    assert _told(second) == _told(first)
    assert second.headers["location"] == second.json()["url"] != first.headers["location"]

    place = second.headers["location"]
    site.grade(place, outcome_of(2.5))
    shortened = client.get(f"{place}?wait=5")
    assert decisions.taken == 2
    framed = client.get(f"{place}?wait=5.0")
    assert decisions.taken == 2
    assert _told(shortened) == _told(framed)
    assert shortened.json()["score"] == 2.5


def test_the_same_bytes_are_noticed_on_the_shortcut(
    client: httpx2.Client, decisions: Counted
) -> None:
    first = _send(client)
    again = _send(client, "track=unrestricted")
    assert decisions.taken == 1
    assert (again.status_code, again.json()["same_file"]) == (200, True)
    assert again.json()["id"] == first.json()["id"]


@pytest.mark.parametrize(
    ("query", "headers", "status"),
    [
        (PLAIN, {"Cookie": "gradus=x"}, 202),  # a token says who asks, whatever stands beside it
        ("track=unrestricted&again=perhaps", {}, 422),
        ("track=unrestricted&track=unrestricted", {}, 202),
        ("track=%00", {}, 422),
        ("track=un%72estricted&again=true", {}, 202),
        (PLAIN, {"Authorization": "Basic bW9tbzo="}, 401),
    ],
)
def test_whatever_is_out_of_the_ordinary_is_for_the_framework(
    client: httpx2.Client,
    decisions: Counted,
    query: str,
    headers: dict[str, str],
    status: int,
) -> None:
    _send(client)
    answer = _send(client, query, **headers)
    assert answer.status_code in (status, 200), answer.text
    assert decisions.taken == ("Cookie" in headers)


def test_two_tokens_at_once_are_for_the_framework(
    site: Site, client: httpx2.Client, decisions: Counted
) -> None:
    _send(client)
    own = ("Authorization", f"Bearer {site.token('momo')}")
    plain = TestClient(site.app, raise_server_exceptions=False)
    headers = [own, ("Authorization", "Bearer gds_x"), *_CSV.items()]
    plain.post(f"{UPLOAD}?{PLAIN}", content=b"id,prediction\n", headers=headers)
    assert decisions.taken == 0


def _revoke(session: Session) -> None:
    session.execute(update(Token).values(revoked_at=now()))


def _take_off(session: Session) -> None:
    session.execute(update(Membership).where(Membership.alias == "momo").values(active=False))


@pytest.mark.parametrize(("change", "status"), [(_revoke, 401), (_take_off, 404)])
def test_what_another_process_takes_away_is_gone_within_half_a_minute(
    site: Site,
    client: httpx2.Client,
    decisions: Counted,
    change: Callable[[Session], None],
    status: int,
) -> None:
    place = _send(client).headers["location"]
    _send(client)
    site.service.database.write(change)
    with time_machine.travel(now() + timedelta(seconds=31)):
        assert _send(client).status_code == status
        assert client.get(place).status_code == status
    assert decisions.taken == 1


def test_a_change_by_a_request_ends_every_decision_at_once(
    site: Site, client: httpx2.Client, decisions: Counted
) -> None:
    place = _send(client).headers["location"]
    (token,) = client.get("/api/v1/me/tokens").json()
    assert client.delete(f"/api/v1/me/tokens/{token['id']}").status_code == 200
    assert _send(client).status_code == 401
    assert client.get(place).status_code == 401
    assert decisions.taken == 0


def test_who_is_off_the_roster_hands_nothing_in_by_an_old_decision(
    site: Site, client: httpx2.Client, decisions: Counted
) -> None:
    """What a decision let in is decided anew where it is written."""
    _send(client)
    site.service.database.write(_take_off)
    answer = _send(client)
    assert (answer.status_code, decisions.taken) == (404, 1)
    assert answer.headers["content-type"] == "application/problem+json"


def test_nobody_reads_what_another_has_handed_in(
    site: Site, client: httpx2.Client, decisions: Counted
) -> None:
    place = _send(client).headers["location"]
    other = {"Authorization": f"Bearer {site.token('<script>alert(1)</script>')}"}
    assert TestClient(site.app, headers=other).get(place).status_code == 404
    assert client.get(place).status_code == 200
    assert decisions.taken == 1


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (OutageError(DATABASE, "away"), 503),
        (OSError(28, "No space left on device"), 507),
        (OSError(5, "Input/output error"), 503),
        (RuntimeError("ours"), 500),
    ],
    ids=repr,
)
def test_what_goes_wrong_is_said_as_everywhere(
    site: Site, client: httpx2.Client, decisions: Counted, error: Exception, status: int
) -> None:
    class Failing:
        async def submit(self, *_: Any) -> None:
            raise error

    _send(client)
    site.app.state.held[Uploads] = Failing()
    shortened = _send(client)
    framed = _send(client, "again=true&track=unrestricted")
    assert (shortened.status_code, decisions.taken) == (status, 1)
    assert _told(_without_number(shortened)) == _told(_without_number(framed))


def _without_number(answer: httpx2.Response) -> httpx2.Response:
    """An answer whose words do not tell the request's number."""
    text = answer.text.replace(answer.headers["x-request-id"], "")
    return httpx2.Response(answer.status_code, headers=dict(answer.headers), text=text)


def test_a_shortcut_leads_nowhere_else() -> None:
    def leads(method: str, path: str, query: bytes = b"") -> bool:
        scope = {"method": method, "path": path, "query_string": query}
        return any(each.leads(scope) for each in SHORTCUTS)

    assert leads("POST", UPLOAD, PLAIN.encode())
    assert leads("POST", UPLOAD, b"again=false")
    assert leads("GET", "/api/v1/submissions/x", b"wait=30")
    for query in (b"wait=61", b"wait=-1", b"wait=1e9", b"wait=nan", b"wait=1&wait=2", b"x=1"):
        assert not leads("GET", "/api/v1/submissions/x", query)
    for query in (
        b"&",
        b"again=true&track=a",
        b"track=a&",
        b"track=",
        b"filename=x",
        b"track=a%20",
    ):
        assert not leads("POST", UPLOAD, query)
    assert not leads("PUT", UPLOAD)
    assert not leads("GET", UPLOAD)
    assert not leads("GET", "/api/v1/submissions/x/events")
    assert not leads("POST", f"{UPLOAD}\n")
    assert not leads("GET", "/api/v1/submissions/x\0")

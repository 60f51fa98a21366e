"""A board that is ready is given out as long as it is true, and to those alone who may see it."""

import asyncio
import hashlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import httpx2
import pytest
import time_machine
from starlette.types import Message, Receive, Scope, Send

from server.boards.board import Boards
from server.core.events import Events, board_topic
from server.core.models import Track
from server.web.ready_answers import AnswersAtOnce, ReadyAnswer, ReadyAnswers
from tests.server.ungraded_site import SMALL, Site, outcome_of

BOARD = f"/api/v1{SMALL}/leaderboard?track=unrestricted"


class Reads:
    """How often the board was asked of the application."""

    def __init__(self, site: Site) -> None:
        self.count = 0
        self._boards = site.app.state.held[Boards]
        site.app.state.held[Boards] = self

    def get(self, *args: Any) -> Any:
        """The board itself."""
        self.count += 1
        return self._boards.get(*args)


@pytest.fixture
def reads(site: Site) -> Reads:
    return Reads(site)


@pytest.fixture
def ask(site: Site) -> Callable[..., httpx2.Response]:
    """Asks for the board as somebody, by their token."""
    clients = {who: site.browser().client for who in ("momo", "sensei")}

    def work(who: str = "momo", **headers: str) -> httpx2.Response:
        bearer = {"Authorization": f"Bearer {site.token(who)}"}
        found = clients[who].get(BOARD, headers=bearer | headers)
        assert found.status_code in (200, 304)
        return found

    return work


def test_the_same_question_is_answered_once_by_the_application(ask, reads: Reads) -> None:
    first = ask()
    again = ask()
    known = ask(**{"If-None-Match": first.headers["etag"]})

    assert reads.count == 1
    assert again.content == first.content
    same = ("etag", "cache-control", "content-type", "content-length", "x-content-type-options")
    assert [again.headers[name] for name in same] == [first.headers[name] for name in same]
    assert (known.status_code, known.content) == (304, b"")
    assert known.headers["etag"] == first.headers["etag"]


def test_a_final_is_on_the_board_as_soon_as_it_is_heard_of(site: Site, ask, reads: Reads) -> None:
    for score in (5.0, 4.0, 3.0):
        ask()
        site.submit_graded("momo", outcome_of(score))
        (row,) = ask().json()["rows"]
        assert row["score"] == score


def test_a_change_by_another_process_is_seen_once_it_is_heard_of(site: Site, ask) -> None:
    before = ask()

    def bump(session: Any) -> str:
        track = session.query(Track).filter_by(slug="unrestricted").one()
        track.board_version += 1
        return track.id

    track_id = site.service.database.write(bump)
    site.service.events.mark(board_topic(track_id))
    assert ask().json()["version"] > before.json()["version"]


def test_staff_and_participants_have_answers_of_their_own(ask, reads: Reads) -> None:
    ask("momo")
    ask("sensei")
    assert reads.count == 2
    ask("momo")
    ask("sensei")
    assert reads.count == 2


def test_who_asks_nobody_before_is_asked_who_they_are(site: Site, ask) -> None:
    ask()
    client = site.browser().client
    assert client.get(BOARD).status_code == 401
    for token in ("", "Bearer gds_wrong", f"Bearer {site.token('momo')}x"):
        assert client.get(BOARD, headers={"Authorization": token}).status_code == 401


@pytest.mark.parametrize("second", ["", "Bearer gds_wrong"])
def test_a_header_that_is_sent_twice_opens_nothing_to_who_sends_one_of_them(
    site: Site, second: str
) -> None:
    """Else a member could have an answer kept for those who say nothing of who they are."""
    client = site.browser().client
    both = [("Authorization", f"Bearer {site.token('momo')}"), ("Authorization", second)]
    for headers in (both, both[::-1]):
        client.get(BOARD, headers=headers)
    assert client.get(BOARD).status_code == 401
    assert client.get(BOARD, headers={"Authorization": second}).status_code == 401


def test_a_token_that_is_revoked_opens_nothing_any_more(site: Site, ask) -> None:
    """By a request to this process, at once."""
    ask()
    staff = {"Authorization": f"Bearer {site.token('sensei')}"}
    client = site.browser().client
    roster = "alias,name,role\nsensei,Sato,instructor\n"
    answer = client.put("/api/v1/courses/ml/roster", content=roster, headers=staff)
    assert answer.status_code == 200, answer.text
    bearer = {"Authorization": f"Bearer {site.token('momo')}"}
    assert client.get(BOARD, headers=bearer).status_code == 404


def test_no_token_is_kept(site: Site, ask) -> None:
    ask()
    kept = str(vars(site.app.state.service.ready_answers))
    assert site.token("momo") not in kept
    assert hashlib.sha256(site.token("momo").encode()).hexdigest() not in kept


def test_an_answer_is_given_out_until_the_next_date_and_not_at_it(
    empty_site: Site, prediction_bundle: Any
) -> None:
    """Closing and reveal: at the moment itself the board is asked for anew, and shows it."""
    closes_at = datetime(2026, 5, 1, 9, tzinfo=UTC)
    dates = {"closes_at": closes_at, "reveal_at": closes_at + timedelta(hours=1)}
    with time_machine.travel(closes_at - timedelta(days=1), tick=False) as clock:
        top = "\n".join(f"{name} = {moment.isoformat()}" for name, moment in dates.items())
        empty_site.push(prediction_bundle(top=top, release="rounded"))
        reads = Reads(empty_site)
        client = empty_site.browser().client
        bearer = {"Authorization": f"Bearer {empty_site.token('momo')}"}
        for moment, asked in (
            (closes_at, 1),  # the last at which files are taken
            (closes_at + timedelta(microseconds=1), 2),
            (dates["reveal_at"] - timedelta(microseconds=1), 3),  # more than a second later
            (dates["reveal_at"], 4),
        ):
            clock.move_to(moment)
            answers = [client.get(BOARD, headers=bearer).json() for _ in range(2)]
            assert reads.count == asked, moment
            assert answers[0] == answers[1]
            assert answers[0]["final"] == (moment == dates["reveal_at"])


def test_whoever_hears_that_something_was_changed_is_shown_nothing_of_before(
    site: Site,
) -> None:
    """All is let go of before the first byte of the answer, even where the change failed."""
    ready: ReadyAnswers = site.service.ready_answers
    forgotten: list[int] = []

    async def send(message: Message) -> None:
        forgotten.append(ready.decisions.forgotten)

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def change(scope: Scope, _: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 500, "headers": []})

    scope = {"type": "http", "method": "PUT", "path": "/api/v1/courses/ml/roster", "app": site.app}
    before = ready.decisions.forgotten
    asyncio.run(AnswersAtOnce(change, "/leaderboard", "/submissions")(scope, receive, send))
    assert forgotten == [before + 1]
    harmless = {**scope, "method": "POST", "path": f"/api/v1{SMALL}/submissions"}
    asyncio.run(AnswersAtOnce(change, "/leaderboard", "/submissions")(harmless, receive, send))
    assert forgotten == [before + 1] * 2


class SlowBoard:
    """An application whose answer is what it has read when it was asked, once it is let go on."""

    def __init__(self) -> None:
        self.events = Events()
        self.ready = ReadyAnswers(self.events, longest_s=60.0)
        self.state = SimpleNamespace(held={ReadyAnswers: self.ready})
        self.value = 0
        self.asked = 0
        self.goes_on = asyncio.Event()
        self.is_asked = asyncio.Event()

    async def __call__(self, scope: Scope, _: Receive, send: Send) -> None:
        self.asked += 1
        self.is_asked.set()
        body = str(self.value).encode()
        await self.goes_on.wait()
        scope["state"]["ready_answer"] = ReadyAnswer("board", "board:x", '"e"', body)
        await send({"type": "http.response.body", "body": body})

    def change(self) -> None:
        self.value += 1
        self.events.publish("board:x")

    async def ask(self) -> int:
        scope = {"type": "http", "method": "GET", "path": "/leaderboard", "query_string": b""}
        sent: list[Message] = []

        async def send(message: Message) -> None:
            sent.append(message)

        async def receive() -> Message:
            raise AssertionError("a board has no body")

        await AnswersAtOnce(self, "/leaderboard", "/submissions")(
            {**scope, "headers": [], "app": self, "state": {}}, receive, send
        )
        return int(sent[-1]["body"])


def test_many_who_ask_at_once_are_answered_by_one_reading_that_began_after_they_came() -> None:
    async def crowd() -> None:
        board = SlowBoard()
        board.goes_on.set()
        assert await board.ask() == 0
        board.goes_on.clear()
        board.is_asked.clear()

        board.change()
        early = [asyncio.create_task(board.ask()) for _ in range(10)]
        await asyncio.wait_for(board.is_asked.wait(), 5)
        board.change()
        late = [asyncio.create_task(board.ask()) for _ in range(10)]
        await asyncio.sleep(0)
        board.goes_on.set()

        async with asyncio.timeout(20):
            assert set(await asyncio.gather(*early)) <= {1, 2}
            assert await asyncio.gather(*late) == [2] * 10
        assert board.asked == 3

    asyncio.run(crowd())


def test_where_no_answer_is_made_each_asks_by_themselves() -> None:
    async def crowd() -> None:
        board = SlowBoard()
        board.goes_on.set()
        await board.ask()
        board.ready.keep = lambda *_: None  # type: ignore[method-assign]
        board.change()
        async with asyncio.timeout(20):
            assert await asyncio.gather(*(board.ask() for _ in range(5))) == [1] * 5

    asyncio.run(crowd())

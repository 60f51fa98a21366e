import pytest

from gradus.api.client import Address, Client, RefusedError, UnreachableError, is_loopback
from gradus.core.failures import CommandError, ExitCode

TOKEN = "gds_0123456789abcdef"
PROBLEM = {"code": "over_quota", "message": "All 5 tries are used.", "hint": "Tomorrow."}


def test_every_request_carries_the_token_and_the_readers_language(
    fake_server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "ja_JP.UTF-8")
    fake_server.body = b"[]"
    with Client(Address(fake_server.url, TOKEN)) as client:
        assert client.courses() == []
    method, path, headers = fake_server.asked[0]
    assert (method, path) == ("GET", "/api/v1/courses")
    assert headers["authorization"] == f"Bearer {TOKEN}"
    assert headers["accept-language"] == "ja"


def test_what_is_typed_as_a_slug_cannot_leave_its_place_in_the_path(fake_server) -> None:
    with Client(Address(fake_server.url, TOKEN)) as client, pytest.raises(CommandError):
        client.course("../../admin?x=1#y")
    assert fake_server.asked[0][1] == "/api/v1/courses/..%2F..%2Fadmin%3Fx%3D1%23y"


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (401, ExitCode.REFUSED),
        (403, ExitCode.REFUSED),
        (429, ExitCode.REFUSED),
        (500, ExitCode.FAULT),
        (503, ExitCode.FAULT),
    ],
)
def test_a_refusal_is_told_in_the_servers_words(status: int, code: ExitCode, fake_server) -> None:
    fake_server.refuse(status, PROBLEM, {**PROBLEM, "code": "closed"})
    with Client(Address(fake_server.url, TOKEN)) as client, pytest.raises(RefusedError) as caught:
        client.courses()
    assert (caught.value.message, caught.value.hint) == (PROBLEM["message"], PROBLEM["hint"])
    assert caught.value.exit_code is code
    assert caught.value.codes == {"over_quota", "closed"}


@pytest.mark.parametrize("status", [200, 404, 500])
def test_a_page_of_some_other_server_is_not_taken_for_an_answer(status: int, fake_server) -> None:
    fake_server.status, fake_server.body = status, b"<html>It works!</html>"
    with Client(Address(fake_server.url, TOKEN)) as client, pytest.raises(CommandError) as caught:
        client.courses()
    assert caught.value.exit_code is ExitCode.FAULT
    assert "Gradus" in caught.value.message


@pytest.mark.parametrize("status", [502, 503, 504])
def test_a_machine_in_between_that_gives_up_is_no_answer_of_the_server(
    status: int, fake_server
) -> None:
    fake_server.status, fake_server.body = status, b"<html>Bad gateway</html>"
    with Client(Address(fake_server.url, TOKEN)) as client, pytest.raises(UnreachableError):
        client.courses()


def test_a_redirect_is_not_followed_with_the_token(fake_server) -> None:
    fake_server.status = 307
    with Client(Address(fake_server.url, TOKEN)) as client, pytest.raises(CommandError):
        client.courses()
    assert len(fake_server.asked) == 1


def test_a_server_that_is_not_there_is_named_and_the_token_is_not(free_port: int) -> None:
    url = f"http://127.0.0.1:{free_port}"
    with Client(Address(url, TOKEN)) as client, pytest.raises(UnreachableError) as caught:
        client.courses()
    assert url in caught.value.message
    assert TOKEN not in f"{caught.value!r} {caught.value.message} {caught.value.hint}"
    assert caught.value.__cause__ is None


def test_a_proxy_is_not_asked_for_this_machine(
    fake_server, free_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{free_port}")
    fake_server.body = b"[]"
    with Client(Address(fake_server.url, TOKEN)) as client:
        assert client.courses() == []


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://127.0.0.1:8000", True),
        ("http://127.8.9.1", True),
        ("http://[::1]:8000", True),
        ("http://localhost:8000", True),
        ("http://192.168.0.1", False),
        ("https://localhost.example.org", False),
    ],
)
def test_only_this_machine_is_loopback(url: str, expected: bool) -> None:
    assert is_loopback(url) is expected


def test_a_board_in_parts_is_read_whole(paged_board) -> None:
    with Client(Address(paged_board.url, TOKEN)) as client:
        board = client.board("demo", "diabetes", "restricted")
    assert [row.rank for row in board.rows] == [1, 2, 3]
    assert board.next_cursor is None
    assert "cursor" not in paged_board.asked[0][1]
    assert "cursor=2" in paged_board.asked[1][1]
    assert all("track=restricted" in path for _, path, _ in paged_board.asked)


def test_an_address_does_not_show_its_token() -> None:
    assert TOKEN not in repr(Address("http://127.0.0.1", TOKEN))

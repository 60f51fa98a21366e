import pytest

from gradus.api.client import Address
from gradus.api.connection import parse_address, participant
from gradus.api.credentials import Login, save_login
from gradus.api.running_server import publish_address
from gradus.core.failures import CommandError
from gradus.core.locations import data_directory

LOGIN = Login("https://login.example.org", "gds_login")
RUNNING = Address("http://127.0.0.1:9", "gds_running")


def resolve(server: str | None, token: str | None) -> tuple[str, str]:
    """Where a participant's command speaks to, and as whom."""
    with participant(server, token) as client:
        return client.url, client.token


def test_a_participant_is_asked_for_a_server_where_none_is_known() -> None:
    with pytest.raises(CommandError) as caught, participant(None, None):
        pass
    assert "gradus login" in caught.value.hint


def test_a_running_server_serves_a_participant_without_login() -> None:
    with publish_address(data_directory(), RUNNING):
        assert resolve(None, None) == (RUNNING.url, RUNNING.token)


def test_a_login_comes_before_a_running_server_for_a_participant() -> None:
    save_login(LOGIN)
    with publish_address(data_directory(), RUNNING):
        assert resolve(None, None) == (LOGIN.server, LOGIN.token)


def test_options_come_before_everything() -> None:
    save_login(LOGIN)
    assert resolve("http://x.example.org/", "gds_x") == ("http://x.example.org", "gds_x")
    assert resolve(None, "gds_x") == (LOGIN.server, "gds_x")
    assert resolve(f"{LOGIN.server}/", None) == (LOGIN.server, LOGIN.token)


def test_a_token_is_never_sent_to_another_server_than_its_own() -> None:
    save_login(LOGIN)
    with pytest.raises(CommandError, match="GRADUS_TOKEN"), participant("http://evil.test", None):
        pass


@pytest.mark.parametrize(
    "server",
    [
        "",
        "gradus.example.org",
        "ftp://gradus.example.org",
        "http://",
        "http://me:pw@host",
        "x y",
        "http://host:abc",
    ],
)
def test_what_is_no_address_is_refused_without_repeating_it(server: str) -> None:
    with pytest.raises(CommandError) as caught:
        parse_address(server, "gds_x")
    assert "pw" not in caught.value.message


@pytest.mark.parametrize("token", ["", " ", "gds_\n0", "gds_é", "gds_a gds_b"])
def test_what_is_no_token_is_refused_without_repeating_it(token: str) -> None:
    with pytest.raises(CommandError) as caught:
        parse_address("http://localhost", token)
    assert "gds_0" not in caught.value.message
    assert "é" not in caught.value.message

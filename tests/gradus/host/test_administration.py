from pathlib import Path

from gradus.api.client import Address
from gradus.api.credentials import Login, save_login
from gradus.api.running_server import publish_address
from gradus.core.locations import data_directory
from gradus.host.administration import administrator

LOGIN = Login("https://login.example.org", "gds_login")
RUNNING = Address("http://127.0.0.1:9", "gds_running")


def test_a_running_server_comes_before_the_login_for_an_administrator() -> None:
    save_login(LOGIN)
    with (
        publish_address(data_directory(), RUNNING),
        administrator(None, None, None) as connection,
    ):
        assert connection.client.url == RUNNING.url
    with administrator(None, None, None) as connection:
        assert connection.client.url == LOGIN.server


def test_a_data_directory_that_is_named_is_never_mistaken_for_the_login(tmp_path: Path) -> None:
    save_login(LOGIN)
    with publish_address(tmp_path, RUNNING), administrator(None, None, tmp_path) as connection:
        assert connection.client.url == RUNNING.url

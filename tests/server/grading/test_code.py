"""How a server runs code: as its settings say, on trust at home alone."""

import pytest

from server.grading.code import ELSEWHERE, is_at_home, setup_of
from server.settings import Settings


def test_a_server_that_grades_nothing_takes_code_for_workers_elsewhere() -> None:
    assert (ELSEWHERE.takes_code, ELSEWHERE.is_sound) == (True, True)


@pytest.mark.parametrize(
    ("host", "public_url", "trusted", "is_trusted"),
    [
        ("127.0.0.1", "", False, False),
        ("127.0.0.1", "", True, True),
        ("localhost", "http://localhost:8000", True, True),
        ("::1", "", True, True),
        ("0.0.0.0", "", True, False),
        ("127.0.0.1", "https://grades.example.org", True, False),
    ],
)
def test_code_is_trusted_at_home_alone(
    host: str, public_url: str, trusted: bool, is_trusted: bool
) -> None:
    settings = Settings(host=host, public_url=public_url, trust_own_code=trusted)
    assert setup_of(settings).trusts_code is is_trusted


def test_processes_are_told_what_the_settings_say() -> None:
    setup = setup_of(Settings(require=("landlock",), libraries=("scipy",), zygote_runs=7))
    assert (setup.require, setup.libraries, setup.renew_after) == (("landlock",), ("scipy",), 7)


@pytest.mark.parametrize(
    ("host", "public_url", "home"),
    [("127.0.0.1", "", True), ("0.0.0.0", "", False), ("no.such.host.invalid", "", False)],
)
def test_home_is_where_only_this_machine_comes(host: str, public_url: str, home: bool) -> None:
    assert is_at_home(Settings(host=host, public_url=public_url)) is home

"""Where strangers' code may run: as another user, or where nobody is a stranger."""

import os

import pytest

from server.service import may_run_code
from server.settings import Settings


@pytest.mark.parametrize(
    ("host", "public_url", "trusted", "may"),
    [
        ("127.0.0.1", "", False, True),
        ("localhost", "http://localhost:8000", False, True),
        ("::1", "", False, True),
        ("0.0.0.0", "", False, False),
        ("127.0.0.1", "https://grades.example.org", False, False),
        ("0.0.0.0", "", True, True),
    ],
)
def test_an_ordinary_user_runs_code_only_at_home_or_on_trust(
    monkeypatch: pytest.MonkeyPatch, host: str, public_url: str, trusted: bool, may: bool
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    settings = Settings(host=host, public_url=public_url, trust_code=trusted)

    assert may_run_code(settings) is may


def test_root_runs_code_as_another_user(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)

    assert may_run_code(Settings(host="0.0.0.0"))

"""The doctor asks those on whom sign-in rests, each in a line with what to do."""

from pathlib import Path
from typing import Any

import pytest

from gradus.host.neighbours import check_mail, check_providers
from server.settings import Settings
from tests.mail_server import mail_server
from tests.server.identity.elsewhere import settings_for
from tests.server.identity.hand_made_provider import hand_made_provider


def by_mail(tmp_path: Path, url: str) -> Settings:
    public = "https://gradus.example.org"
    return Settings(
        data_dir=tmp_path, smtp_url=url, mail_from="gradus@example.org", public_url=public
    )


def test_nobody_is_asked_where_none_is_set(tmp_path: Path) -> None:
    assert check_providers(Settings(data_dir=tmp_path)) == []
    assert check_mail(Settings(data_dir=tmp_path)) == []


def test_a_provider_that_answers_is_well(tmp_path: Path) -> None:
    with hand_made_provider() as provider:
        (found,) = check_providers(settings_for(tmp_path, uni={"issuer": provider.issuer}))
        assert (found.name, found.state) == ("provider uni", "ok")
        assert provider.asked == ["/.well-known/openid-configuration"]


@pytest.mark.parametrize(
    ("about", "fails", "said"),
    [
        ({"issuer": "http://127.0.0.1:1"}, set(), "calls itself otherwise"),
        ({}, {"/.well-known/openid-configuration"}, "has no discovery document"),
        ({"jwks_uri": "http://elsewhere.example/jwks"}, set(), "is not understood"),
        ({"id_token_signing_alg_values_supported": ["none"]}, set(), "by no algorithm"),
    ],
)
def test_a_provider_that_is_unwell_is_named_with_its_setting(
    tmp_path: Path, about: dict[str, Any], fails: set[str], said: str
) -> None:
    with hand_made_provider() as provider:
        provider.about, provider.fails = about, fails
        (found,) = check_providers(settings_for(tmp_path, my_uni={"issuer": provider.issuer}))
    assert found.state == "failed"
    assert said in found.found
    assert found.hint


def test_each_of_several_has_its_line(tmp_path: Path) -> None:
    with hand_made_provider() as provider:
        settings = settings_for(
            tmp_path, uni={"issuer": provider.issuer}, away={"issuer": "http://127.0.0.1:1"}
        )
        found = {one.name: one for one in check_providers(settings)}
    assert found["provider uni"].state == "ok"
    assert found["provider away"].found == "http://127.0.0.1:1 cannot be reached"
    assert "GRADUS_OIDC_AWAY_ISSUER" in found["provider away"].hint


def test_a_mail_server_is_greeted_and_gets_no_mail(tmp_path: Path) -> None:
    with mail_server(auth_require_tls=False) as inbox:
        url = inbox.url.replace("//", "//me:p%40ss@")
        (found,) = check_mail(by_mail(tmp_path, url))
        assert (found.state, found.found) == ("ok", f"127.0.0.1:{inbox.port} greets, lets in")
        assert inbox.is_empty()
        assert inbox.logins == [(b"me", b"p@ss")]


@pytest.mark.parametrize(
    ("shown", "said", "remedy"),
    [
        ("me:wrong@", "does not take the password", "user and password"),
        ("", "STARTTLS", "starttls=no"),
    ],
)
def test_a_mail_server_that_would_take_none_is_told_of(
    tmp_path: Path, shown: str, said: str, remedy: str
) -> None:
    with mail_server(auth_require_tls=False) as inbox:
        url = inbox.url.replace("//", f"//{shown}") + ("" if shown else "?starttls=yes")
        (found,) = check_mail(by_mail(tmp_path, url))
    assert found.state == "failed"
    assert said in found.found
    assert remedy in found.hint
    assert "wrong" not in found.found + found.hint, "no password is told"


def test_a_mail_server_that_is_away_is_told_of(tmp_path: Path) -> None:
    (found,) = check_mail(by_mail(tmp_path, "smtp://127.0.0.1:1"))
    assert (found.state, "refused" in found.found) == ("failed", True)
    assert "host and port" in found.hint

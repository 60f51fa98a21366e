"""Settings that were mistyped are named, with what was meant."""

import pytest

from gradus.core.failures import CommandError
from gradus.host.settings import read_settings, warn_of_unknown_settings


def test_a_variable_that_sets_nothing_is_named_with_what_is_meant(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GRADUS_WORKER", "4")
    monkeypatch.setenv("GRADUS_WORKERS", "4")
    monkeypatch.setenv("GRADUS_TOKEN", "gds_secret")
    warn_of_unknown_settings()
    assert capsys.readouterr().err == "GRADUS_WORKER sets nothing. Is GRADUS_WORKERS meant?\n"


@pytest.mark.parametrize("name", ["PUBLIC_URL", "REQUIRE", "LIBRARIES", "PORT"])
def test_a_value_that_cannot_work_is_told_in_one_line(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(f"GRADUS_{name}", "nothing_of_this_name")
    with pytest.raises(CommandError) as caught:
        read_settings()
    assert str(caught.value).startswith(f"GRADUS_{name}: ")
    assert "\n" not in str(caught.value)


def test_settings_of_providers_are_known_and_told_by_their_names(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GRADUS_OIDC_MY_UNI_ISSUER", "https://login.example.org")
    monkeypatch.setenv("GRADUS_OIDC_MY_UNI_CLIENTID", "gradus")
    warn_of_unknown_settings()
    meant = "GRADUS_OIDC_MY_UNI_CLIENT_ID"
    assert capsys.readouterr().err == (
        f"GRADUS_OIDC_MY_UNI_CLIENTID sets nothing. Is {meant} meant?\n"
    )
    with pytest.raises(CommandError) as caught:
        read_settings()
    assert str(caught.value) == f"{meant}: Field required."

"""Settings that cannot work are refused by name, and without what they hold."""

import pytest
from pydantic import ValidationError

from grader import Defence
from server.settings import Settings, provider_variables


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("workers", -1),
        ("port", -1),
        ("port", 65_536),
        ("database_url", "mysql://gradus:hunter2@db/gradus"),
        ("database_url", "hunter2"),
        ("public_url", "gradus.example.org"),
        ("public_url", "ftp://gradus.example.org"),
        ("public_url", "https://"),
        ("public_url", "https://gradus.example.org/course"),
        ("public_url", "https://gradus.example.org?a=hunter2"),
        ("public_url", "https://teacher:hunter2@gradus.example.org"),
        ("public_url", "https://gradus example.org"),
        ("public_url", "https://gradus.example.org:port"),
        ("public_url", "https://[gradus"),
        ("libraries", "nothing_of_this_name"),
        ("libraries", "os.path"),
        ("session_days", 0),
        ("session_idle_hours", 0),
        ("token_days", 10**12),
        ("sign_in_link_hours", 10**12),
        ("database_url", "postgresql+psycopg://gradus:hunter2@db:port/gradus"),
    ],
)
def test_a_setting_that_cannot_work_is_named_but_not_shown(name: str, value: object) -> None:
    with pytest.raises(ValidationError) as caught:
        Settings.model_validate({name: value})

    assert [error["loc"] for error in caught.value.errors()] == [(name,)]
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    "url", ["", "sqlite:////srv/gradus.sqlite3", "postgresql+psycopg://gradus:a%40b@db/gradus"]
)
def test_both_kinds_of_database_are_known(url: str) -> None:
    assert Settings(database_url=url, workers=0, port=0).database_url == url


@pytest.mark.parametrize(
    "written", ["landlock, bubblewrap", "landlock bubblewrap", '["landlock", "bubblewrap"]']
)
def test_a_list_may_be_written_in_any_usual_way(
    monkeypatch: pytest.MonkeyPatch, written: str
) -> None:
    monkeypatch.setenv("GRADUS_REQUIRE", written)
    assert Settings().require == (Defence.LANDLOCK, Defence.BUBBLEWRAP)


def test_a_defence_that_is_none_is_refused_with_those_there_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("GRADUS_REQUIRE", "moat")
    with pytest.raises(ValidationError, match="landlock"):
        Settings()


def test_libraries_are_named_by_what_code_imports(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRADUS_LIBRARIES", "scipy,sklearn")
    assert Settings().libraries == ("scipy", "sklearn")


@pytest.mark.parametrize("url", ["https://gradus.example.org", "http://[::1]:8000/"])
def test_a_public_url_is_that_of_a_whole_site(url: str) -> None:
    assert Settings(public_url=url).url == url.rstrip("/")


UNI = {
    "GRADUS_PUBLIC_URL": "https://gradus.example.org",
    "GRADUS_OIDC_MY_UNI_ISSUER": "https://login.example.org/realms/uni",
    "GRADUS_OIDC_MY_UNI_CLIENT_ID": "gradus",
    "GRADUS_OIDC_MY_UNI_CLIENT_SECRET": "hunter2",
}


def test_providers_are_read_by_their_names(monkeypatch: pytest.MonkeyPatch) -> None:
    google = {name.replace("MY_UNI", "GOOGLE"): value for name, value in UNI.items()}
    for name, value in {**UNI, **google, "GRADUS_OIDC_GOOGLE_TITLE": "G"}.items():
        monkeypatch.setenv(name, value)
    found = Settings().oidc
    assert {name: one.title for name, one in found.items()} == {"google": "G", "my-uni": "My Uni"}
    assert found["my-uni"].client_secret.get_secret_value() == "hunter2"
    assert "hunter2" not in repr(Settings())
    assert "GRADUS_OIDC_MY_UNI_ROSTER_CLAIM" in provider_variables()


@pytest.mark.parametrize(
    ("name", "value", "named"),
    [
        ("GRADUS_OIDC_MY_UNI_ISSUER", "http://login.example.org", ("oidc", "my-uni", "issuer")),
        ("GRADUS_OIDC_MY_UNI_ISSUER", "https://a.example?hunter2", ("oidc", "my-uni", "issuer")),
        ("GRADUS_OIDC_MY_UNI_ISSUER", "https://u:hunter2@a.example", ("oidc", "my-uni", "issuer")),
        ("GRADUS_OIDC_MY_UNI_ISSUER", "https://[a", ("oidc", "my-uni", "issuer")),
        ("GRADUS_OIDC_MY_UNI_CLIENT_ID", "", ("oidc", "my-uni", "client_id")),
        ("GRADUS_OIDC_MY_UNI_CLIENT_SECRET", "", ("oidc", "my-uni", "client_secret")),
        ("GRADUS_OIDC_OTHER_TITLE", "hunter2", ("oidc", "other", "issuer")),
        ("GRADUS_PUBLIC_URL", "", ("oidc",)),
        ("GRADUS_SMTP_URL", "http://u:hunter2@mail.example.org", ("smtp_url",)),
        ("GRADUS_SMTP_URL", "smtp://u:hunter2@", ("smtp_url",)),
        ("GRADUS_SMTP_URL", "smtp://mail.example.org:port", ("smtp_url",)),
        ("GRADUS_SMTP_URL", "smtp://mail.example.org?starttls=maybe", ("smtp_url",)),
        ("GRADUS_SMTP_URL", "smtp://mail.example.org", ("mail_from",)),
        ("GRADUS_OIDC", "hunter2", ("oidc",)),
    ],
)
def test_a_provider_that_cannot_work_is_named_but_not_shown(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, named: tuple[str, ...]
) -> None:
    for variable, usual in {**UNI, name: value}.items():
        monkeypatch.setenv(variable, usual)
    with pytest.raises(ValidationError) as caught:
        Settings()

    assert caught.value.errors()[0]["loc"] == named
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    ("public_url", "mail_from"),
    [("", "a@example.org"), ("https://a.example", "A <a@example.org>"), ("https://a.example", "a")],
)
def test_mail_comes_from_an_address_and_leads_to_another(public_url: str, mail_from: str) -> None:
    said = {"public_url": public_url, "smtp_url": "smtps://u:hunter2@m.example"}
    with pytest.raises(ValidationError) as caught:
        Settings.model_validate({**said, "mail_from": mail_from})
    assert [error["loc"] for error in caught.value.errors()] == [("mail_from",)]

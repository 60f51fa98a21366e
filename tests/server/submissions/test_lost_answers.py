"""Whatever becomes of an upload's transaction, no bytes are lost of which there is a row."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from server.submissions.upload import Uploads
from tests.server.ungraded_site import SMALL, Page, Site

ADDRESS = f"/api/v1{SMALL}/submissions"
FILE = {"file": ("p.csv", b"id,prediction\n0,1\n", "text/csv")}


class ForgetfulDatabase:
    """A database whose answer is lost, after the commit or before it."""

    def __init__(self, real: Any, *, commits: bool) -> None:
        self._real = real
        self._commits = commits

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def write(self, work: Callable[..., Any], *args: Any) -> Any:
        if self._commits:
            self._real.write(work, *args)
        raise OperationalError("COMMIT", {}, LostError(), connection_invalidated=True)


class LostError(Exception):
    """A connection that ended."""


def kept(site: Site) -> list[Path]:
    """The bytes of every submission."""
    return list((site.service.settings.data_dir / "files" / "submissions").glob("*"))


def left(site: Site) -> list[Path]:
    return list((site.service.settings.data_dir / "incoming").iterdir())


def forget(site: Site, *, commits: bool) -> Callable[[], None]:
    """Lose the answers of uploads from now on, until what is returned is called."""
    held, real = site.app.state.held, site.service.uploads
    held[Uploads] = replace(real, database=ForgetfulDatabase(real.database, commits=commits))
    return lambda: held.__setitem__(Uploads, real)


@pytest.mark.parametrize("key", [{"Idempotency-Key": "k"}, {}])
def test_a_commit_whose_answer_was_lost_keeps_its_bytes(site: Site, key: dict[str, str]) -> None:
    client = site.browser("momo").client
    data = {"track": "unrestricted"}
    find = forget(site, commits=True)
    lost = client.post(ADDRESS, files=FILE, data=data, headers=key)
    find()
    again = client.post(ADDRESS, files=FILE, data=data, headers=key)

    assert (lost.status_code, lost.headers["Retry-After"]) == (503, "5")
    assert "database" in lost.json()["detail"]
    assert again.is_success
    (file,) = kept(site)
    assert (file.name, file.read_bytes()) == (again.json()["id"], FILE["file"][1])
    assert client.get(f"/api/v1{SMALL}").json()["tries_left"] == 4
    assert left(site) == []


def test_bytes_that_were_lost_come_back_with_the_same_file(site: Site) -> None:
    client = site.browser("momo").client
    data, key = {"track": "unrestricted"}, {"Idempotency-Key": "k"}
    first = client.post(ADDRESS, files=FILE, data=data, headers=key).json()
    kept(site)[0].unlink()

    assert client.post(ADDRESS, files=FILE, data=data, headers=key).json()["id"] == first["id"]
    assert kept(site)[0].name == first["id"]
    kept(site)[0].unlink()
    assert client.post(ADDRESS, files=FILE, data=data).json()["id"] == first["id"]
    assert [file.read_bytes() for file in kept(site)] == [FILE["file"][1]]


def test_what_was_not_committed_is_taken_when_it_comes_again(site: Site) -> None:
    client = site.browser("momo").client
    find = forget(site, commits=False)
    lost = client.post(ADDRESS, files=FILE, data={"track": "unrestricted"})
    find()
    again = client.post(ADDRESS, files=FILE, data={"track": "unrestricted"})

    assert (lost.status_code, again.status_code) == (503, 202)
    assert again.json()["id"] in {file.name for file in kept(site)}


def test_the_bytes_of_what_is_refused_go(site: Site) -> None:
    client = site.browser("momo").client
    assert client.post(ADDRESS, files=FILE, data={"track": "neither"}).status_code == 422
    assert kept(site) == left(site) == []


def test_a_full_disk_takes_nothing_in_and_says_so(site: Site) -> None:
    browser = site.browser("momo")
    spool = site.service.spool
    spool.reserve_bytes = 1 << 60
    answer = browser.client.post(ADDRESS, files=FILE, data={"track": "unrestricted"})
    page = Page(browser.client.post(SMALL, files=FILE, data={"track": "unrestricted"}))
    ready = browser.client.get("/readyz")
    spool.reserve_bytes = 0

    assert (answer.status_code, page.status) == (507, 507)
    assert answer.json()["errors"][0]["code"] == "no_room"
    assert "Not possible now The server's disk is full" in page.text
    assert "nothing was counted" in page.text
    assert (ready.status_code, ready.json()["degraded"]) == (200, ["disk"])  # boards are read
    assert left(site) == kept(site) == []
    assert browser.client.get(f"/api/v1{SMALL}").json()["tries_left"] == 5
    assert browser.client.post(ADDRESS, files=FILE, data={"track": "unrestricted"}).is_success


@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_database_that_is_away_is_told_as_that(
    site: Site, language: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    browser = site.browser("momo", language)
    monkeypatch.setattr(site.service.database, "read", cut_off)
    pages = [browser.client.get(SMALL) for _ in range(50)]
    answer = browser.client.get(f"/api/v1{SMALL}")

    assert {page.status_code for page in pages} == {503}
    assert {page.headers["Retry-After"] for page in pages} == {"5"}
    words = {"en": "It is not your fault", "ja": "あなたのせいではなく"}
    assert words[language] in Page(pages[0]).text
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (503, "outage")
    assert "secret" not in answer.text + pages[0].text
    said = capsys.readouterr().out
    assert said.count("requests cannot be met") == 1
    assert "Traceback" not in said


def cut_off() -> None:
    raise OperationalError("SELECT secret", {}, LostError(), connection_invalidated=True)

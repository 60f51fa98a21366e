"""What holds for every page, as a browser without script gets it."""

import re
from pathlib import Path

import pytest

from grader import Outcome, Verdict
from tests.server.ungraded_site import HOSTILE, LAYERS, SMALL, Page, Site, outcome_of


def every_page(site: Site, layers_folder: Path, language: str) -> dict[str, Page]:
    """One page of each kind, with something in it."""
    site.push(layers_folder, "layers")
    site.submit_graded(HOSTILE, outcome_of(2.0), filename="<b>.csv")
    final = site.submit_graded("momo", outcome_of(3.5))
    pending = site.browser("momo").upload().headers["location"]
    paths = {
        "home": "/",
        "course": "/courses/ml",
        "assignment": SMALL,
        "layers": LAYERS,
        "final": final,
        "pending": pending,
        "board": f"{SMALL}/leaderboard",
        "docs": "/docs",
        "account": "/account",
    }
    momo, stranger = site.browser("momo", language), site.browser(language=language)
    pages = {name: momo.see(path) for name, path in paths.items()}
    sensei = site.browser("sensei", language)
    pages["audit"] = sensei.see("/courses/ml/audit")
    pages["members"] = sensei.see("/courses/ml/members")
    pages["roster"] = sensei.see("/courses/ml/roster")
    pages["member"] = sensei.see("/courses/ml/members/momo")
    pages["grades"] = sensei.see(f"{SMALL}/grades")
    pages["exceptions"] = sensei.see(f"{SMALL}/exceptions")
    pages["new assignment"] = sensei.see("/courses/ml/new-assignment")
    pages["new layers"] = sensei.see("/courses/ml/new-assignment?kind=layers")
    for page in ("edit", "as-student"):
        pages[page] = sensei.see(f"{SMALL}/{page}")
    for page in ("files", "failures"):
        pages[page] = sensei.see(f"{SMALL}/{page}")
    pages |= {"welcome": stranger.see("/"), "sign in": stranger.see("/sign-in")}
    return pages | {"missing": stranger.see("/nowhere", 404)}


@pytest.mark.parametrize("language", ["en", "ja"])
def test_every_page_is_whole_and_runs_nothing_inline(
    site: Site, layers_folder: Path, language: str
) -> None:
    for name, page in every_page(site, layers_folder, language).items():
        assert [html["lang"] for html in page.all("html")] == [language], name
        assert len(page.all("h1")) == len(page.all("main")) == 1, name
        assert not page.all("style"), name
        for tag, attributes in page.elements:
            assert not {a for a in attributes if a == "style" or a.startswith("on")}, (name, tag)
            assert not attributes.get("href", "").lower().startswith("javascript:"), name
        loaded = [script["src"] for script in page.all("script")]
        loaded += [link["href"] for link in page.all("link")]
        assert len(loaded) == 3
        assert all(re.fullmatch(r"/static/[\w.]+\?v=[0-9a-f]{12}", url) for url in loaded), name


@pytest.mark.parametrize("language", ["en", "ja"])
def test_what_participants_write_is_shown_as_text(
    site: Site, layers_folder: Path, language: str
) -> None:
    pages = every_page(site, layers_folder, language)
    assert HOSTILE in pages["board"].text
    for name, page in pages.items():
        assert "<script>alert" not in page.source, name
        assert not page.all("b"), name


def test_every_field_has_a_label(site: Site, layers_folder: Path) -> None:
    for name, page in every_page(site, layers_folder, "en").items():
        labelled = {label.get("for") for label in page.all("label")}
        for field in page.all("input"):
            inside_its_label = field["type"] in ("hidden", "radio")
            assert inside_its_label or field["id"] in labelled, name


def test_pages_forbid_what_is_inline_or_foreign(site: Site) -> None:
    headers = site.browser().client.get("/").headers
    assert "script-src 'self'; style-src 'self'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["cache-control"] == "no-store"
    assert headers["vary"] == "Accept-Language, Cookie"


def test_the_language_is_that_of_the_browser_until_one_is_chosen(site: Site) -> None:
    browser = site.browser("momo", "ja")
    assert "あなたの授業" in browser.see("/").text

    chosen = browser.client.post("/language", data={"language": "en", "next": SMALL})

    assert (chosen.status_code, chosen.headers["location"]) == (303, SMALL)
    assert "Your courses" in browser.see("/").text


def test_the_language_form_leads_nowhere_else(site: Site) -> None:
    form = {"language": "ja", "next": "https://elsewhere.example/"}
    assert site.browser().client.post("/language", data=form).headers["location"] == "/"


def test_home_shows_what_was_reached_and_what_is_left(site: Site) -> None:
    site.submit_graded(HOSTILE, outcome_of(2.0))
    site.submit_graded("momo", outcome_of(3.5))
    page = site.browser("momo").see("/")
    assert "on the board as momo" in page.text
    assert "3.5000 MAE place 2 of 2" in page.text
    assert "0 participants" in page.text
    assert "4 of 5 tries left today" in page.text


def test_home_of_somebody_in_no_course_says_what_to_do(empty_site: Site) -> None:
    assert "No assignments yet." in empty_site.browser("momo").see("/").text


def test_a_course_says_when_its_days_end(site: Site) -> None:
    page = site.browser("momo").see("/courses/ml")
    assert "days end at midnight in Asia/Tokyo (UTC+09:00)" in page.text


def test_other_courses_do_not_exist(site: Site) -> None:
    page = site.browser("momo").see("/courses/elsewhere", 404)
    assert "There is no course 'elsewhere' here." in page.text


def test_the_reference_lists_every_operation(site: Site) -> None:
    browser = site.browser()
    page = browser.see("/docs")
    paths = browser.client.get("/openapi.json").json()["paths"]
    assert len(paths) > 10
    for path, methods in paths.items():
        for method in methods:
            assert f"{method.upper()} {path}" in page.text
    names = {element.get("id") for _, element in page.elements}
    assert {link[1:] for link in page.links if link.startswith("#")} <= names


def test_our_own_fault_is_a_page_that_names_a_number(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.identity.pages.api_reference", lambda *_: 1 / 0)
    page = site.browser().see("/docs", 500)
    assert "Something broke on our side." in page.text
    assert re.search(r"the number [0-9a-f]{8}", page.text)
    assert "ZeroDivisionError" not in page.source


def test_a_final_page_no_longer_reloads(site: Site) -> None:
    outcome = Outcome(verdict=Verdict.INVALID_FILE)
    browser = site.browser("momo")
    path = browser.upload().headers["location"]
    assert [meta for meta in browser.see(path).all("meta") if "http-equiv" in meta]
    site.grade(path, outcome)
    assert not [meta for meta in browser.see(path).all("meta") if "http-equiv" in meta]

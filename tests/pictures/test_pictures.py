"""Every page has an example to take a picture of, and each complaint is made where it is due."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from playwright.sync_api import Page, sync_playwright

from languages import translate
from server.app import create_app
from server.settings import Settings
from tests.browser import ARGUMENTS, MISSING, find_chromium
from tests.pictures.__main__ import pages_of, visits_of
from tests.pictures.classes import Class
from tests.pictures.complaints import complaints_about, sentences_translated, violations_in

pytestmark = pytest.mark.long

_SENTENCE = "Nobody stands here yet. The first step is free."
_WHOLE = '<html lang="{lang}"><head><title>A page</title></head><body>{body}</body></html>'


class Imagined(Class):
    """A course in which every page could be seen, if it were served."""

    def id_of(self, alias: str) -> str:
        """Somebody who is not there."""
        return alias

    def pair(self, slug: str, kind: str) -> str:
        """A pair that is not there."""
        return f"/{slug}/{kind}"


@pytest.fixture
def app(tmp_path: Path) -> FastAPI:
    """The application, which is not started."""
    return create_app(Settings(data_dir=tmp_path))


def test_every_page_of_the_router_has_a_picture(app: FastAPI) -> None:
    visits = list(visits_of(Imagined("", {}, {"one wrong": "1"})))
    assert pages_of(app) <= {visit.route for visit in visits}
    assert len({(visit.name, visit.reader) for visit in visits}) == len(visits)


def test_a_page_that_is_new_has_none_yet_and_is_missed(app: FastAPI) -> None:
    app.get("/new", include_in_schema=False)(lambda: "new")
    assert pages_of(app) - {visit.route for visit in visits_of(Imagined("", {}, {"a": "1"}))} == {
        "/new"
    }


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    """A tab as wide as a telephone."""
    if find_chromium() is None:
        pytest.skip(MISSING)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
        yield browser.new_page(viewport={"width": 360, "height": 900})
        browser.close()


@pytest.mark.browser
@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        ("<p style='width: 500px'>wide", "508 pixels wide"),
        (
            "<p style='width: 50px; overflow: hidden; white-space: nowrap'>cut off at its end",
            "cut off: p.",
        ),
        ("<p style='height: 9px; overflow: hidden'>of two lines<br>only one", "cut off: p."),
        ("<p>%(count)s files", "left over: %(count)s"),
        ("<p>None", "left over: None"),
        (f"<p>{_SENTENCE}", f"not translated: {_SENTENCE}"),
    ],
)
def test_what_a_machine_can_see_is_said(page: Page, body: str, complaint: str) -> None:
    page.set_content(_WHOLE.format(lang="ja", body=body))
    (found,) = complaints_about(page, "ja")
    assert found.startswith(complaint)


@pytest.mark.browser
def test_the_wrong_language_and_too_little_contrast_are_seen(page: Page) -> None:
    page.set_content(_WHOLE.format(lang="en", body="<main><h1 style='color: #ddd'>Faint</h1>"))
    assert list(complaints_about(page, "ja")) == ["says that it is in 'en'"]
    assert any(found.startswith("color-contrast at 1 places") for found in violations_in(page))


@pytest.mark.browser
def test_a_page_that_is_well_gives_no_complaint(page: Page) -> None:
    assert _SENTENCE in sentences_translated()
    body = f"<main><h1>{translate(_SENTENCE, 'ja')}</h1><code>None</code></main>"
    page.set_content(_WHOLE.format(lang="ja", body=body))
    assert [*complaints_about(page, "ja"), *violations_in(page)] == []

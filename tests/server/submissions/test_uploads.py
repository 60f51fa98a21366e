"""Sending a file by the form, without script."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.server.ungraded_site import LAYERS, SMALL, Page, Site, outcome_of


def test_the_form_says_what_it_takes(site: Site) -> None:
    page = site.browser("momo").see(SMALL)
    (form,) = [form for form in page.all("form") if form.get("enctype")]
    assert (form["method"], form["action"]) == ("post", SMALL)
    assert form["enctype"] == "multipart/form-data"
    (file,) = [field for field in page.all("input") if field["type"] == "file"]
    assert file["name"] == "file"
    assert "required" in file
    tracks = [field["value"] for field in page.all("input") if field["type"] == "radio"]
    assert tracks == ["unrestricted", "restricted"]
    assert "up to 5 MB" in page.text
    assert "5 of 5 tries left today" in page.text


def test_a_file_sent_by_the_form_leads_to_its_page(site: Site) -> None:
    browser = site.browser("momo")
    answer = browser.upload(filename="prédictions 1.csv", track="restricted")
    assert answer.status_code == 303
    page = browser.see(answer.headers["location"])
    assert "Submission prédictions 1.csv" in page.text
    assert "Waiting for a grader" in page.text
    assert "Restricted" in page.text


def test_the_track_used_last_is_chosen_already(site: Site) -> None:
    browser = site.browser("momo")
    assert not [field for field in browser.see(SMALL).all("input") if "checked" in field]
    browser.upload(track="restricted")
    (chosen,) = [field for field in browser.see(SMALL).all("input") if "checked" in field]
    assert chosen["value"] == "restricted"


def test_what_was_sent_is_listed_newest_first(site: Site) -> None:
    site.submit_graded("momo", outcome_of(3.5), filename="first.csv")
    browser = site.browser("momo")
    browser.upload(filename="second.csv")
    text = browser.see(SMALL).text
    assert text.index("second.csv") < text.index("first.csv") < text.index("3.5000")


def test_files_to_start_from_can_be_fetched(site: Site) -> None:
    browser = site.browser("momo")
    (link,) = [link for link in browser.see(SMALL).links if "starter" in link]
    assert browser.client.get(link).text.startswith("id,prediction")


def test_a_form_without_a_file_is_explained_on_a_page(site: Site) -> None:
    browser = site.browser("momo")
    data = {"track": (None, "restricted")}
    page = Page(browser.client.post(SMALL, files=data))
    assert page.status == 422
    assert "The form has no part 'file'." in page.text
    assert SMALL in page.links


def test_a_wrong_track_is_explained_on_a_page(site: Site) -> None:
    page = Page(site.browser("momo").upload(track="<b>"))
    assert page.status == 422
    assert "There is no track '<b>'; this assignment has unrestricted, restricted." in page.text


def test_when_all_tries_are_used_the_form_gives_way_to_the_reason(
    empty_site: Site, prediction_bundle: Callable[..., Path]
) -> None:
    empty_site.push(prediction_bundle(tables="[quota]\nper_day = 1\n"))
    browser = empty_site.browser("momo")
    assert browser.upload().status_code == 303
    refused = Page(browser.upload())
    assert refused.status == 429
    assert "Sign out" in refused.text
    page = browser.see(SMALL)
    assert "All of today's tries are used." in page.text
    assert not [form for form in page.all("form") if form.get("enctype")]


@pytest.mark.parametrize(
    ("dates", "words"),
    [
        ("closes_at = 2020-01-01T00:00:00Z", "No more files are taken."),
        ("opens_at = 2999-01-01T00:00:00Z", "Files are taken from the opening on."),
    ],
)
def test_outside_its_dates_an_assignment_takes_no_file(
    empty_site: Site, prediction_bundle: Callable[..., Path], dates: str, words: str
) -> None:
    empty_site.push(prediction_bundle(top=dates))
    browser = empty_site.browser("momo")
    page = browser.see(SMALL)
    assert words in page.text
    assert not [form for form in page.all("form") if form.get("enctype")]
    assert Page(browser.upload()).status == 403


def test_a_file_that_another_site_sends_is_not_taken(site: Site) -> None:
    browser = site.browser("momo")
    browser.client.headers["Sec-Fetch-Site"] = "cross-site"
    assert browser.upload().status_code == 403
    assert "Your submissions" not in browser.see(SMALL).text


def test_an_upload_of_a_stranger_asks_to_sign_in(site: Site) -> None:
    page = Page(site.browser().upload())
    assert page.status == 401
    assert "token" in [field.get("id") for field in page.all("input")]


def test_staff_try_for_free_after_the_close(
    empty_site: Site, prediction_bundle: Callable[..., Path]
) -> None:
    empty_site.push(prediction_bundle(top="closes_at = 2020-01-01T00:00:00Z"))
    browser = empty_site.browser("sensei")
    assert "Staff try for free" in browser.see(SMALL).text
    assert browser.upload().status_code == 303


def test_layer_files_have_a_form_of_their_own(empty_site: Site, layers_folder: Path) -> None:
    empty_site.push(layers_folder, "layers")
    page = empty_site.browser("momo").see(LAYERS)
    assert "Layers (one Python file or notebook)" in page.text
    (field,) = [a for _, a in page.elements if a.get("type") == "file"]
    assert ".ipynb" in field["accept"].split(",")
    assert "points, of 4" in page.text
    (track,) = [field for field in page.all("input") if field["name"] == "track"]
    assert (track["type"], track["value"]) == ("hidden", "main")


def test_statement_and_rules_are_read_as_markdown_without_a_second_title(site: Site) -> None:
    page = site.browser("momo").see(SMALL)
    assert "<em>six</em>" in page.source
    assert page.text.count("Small") == 2  # the tab's title and the heading

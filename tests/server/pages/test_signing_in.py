"""Ways in and out by browser."""

import pytest

from tests.server.pages.ungraded_site import SMALL, Page, Site


def test_strangers_are_welcomed_at_home_and_asked_to_sign_in_elsewhere(site: Site) -> None:
    stranger = site.browser()
    assert "Sign in" in stranger.see("/").text
    answer = stranger.client.get(SMALL)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/sign-in?next={SMALL}")


def test_signing_in_leads_back_to_the_page_that_was_asked_for(site: Site) -> None:
    stranger = site.browser()
    form = stranger.see(f"/sign-in?next={SMALL}").all("form")[-1]
    answer = stranger.client.post(form["action"], data={"token": site.token("momo")})
    assert (answer.status_code, answer.headers["location"]) == (303, SMALL)
    assert "Small" in stranger.see(SMALL).text


def test_signing_in_never_leads_to_another_site(site: Site) -> None:
    address = "/sign-in?next=//elsewhere.example"
    answer = site.browser().client.post(address, data={"token": site.token("momo")})
    assert answer.headers["location"] == "/"


@pytest.mark.parametrize(
    ("method", "path", "words"),
    [
        ("POST", "/sign-in", "The token is not one of ours."),
        ("GET", "/sign-in?link=used", "This sign-in link was used already or has expired."),
    ],
)
def test_a_refused_sign_in_says_why_over_the_form(
    site: Site, method: str, path: str, words: str
) -> None:
    data = {"token": "gds_wrong"} if method == "POST" else None
    page = Page(site.browser().client.request(method, path, data=data))
    assert page.status == 401
    assert words in page.text
    assert "token" in [field.get("id") for field in page.all("input")]


def test_a_form_that_another_site_sends_does_nothing(site: Site) -> None:
    browser = site.browser("momo")
    headers = {"Sec-Fetch-Site": "cross-site"}
    page = Page(browser.client.post("/sign-out", headers=headers))
    assert page.status == 403
    assert "another site" in page.text
    assert "Your courses" in browser.see("/").text


def test_signing_out_ends_the_session(site: Site) -> None:
    browser = site.browser("momo")
    assert browser.client.post("/sign-out").status_code == 303
    assert browser.client.get(SMALL).status_code == 303

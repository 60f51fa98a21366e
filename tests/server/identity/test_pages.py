"""Ways in and out by browser."""

import pytest
from fastapi.testclient import TestClient

from tests.server.ungraded_site import SMALL, Page, Site


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
    ("path", "words"),
    [
        ("/sign-in", "The token is not one of ours."),
        ("/sign-in/link", "This sign-in link was used already or has expired."),
    ],
)
def test_a_refused_sign_in_says_why_over_the_form(site: Site, path: str, words: str) -> None:
    data = {"token": "gds_wrong", "link": "used"}
    page = Page(site.browser().client.post(path, data=data))
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


@pytest.fixture
def link(site: Site) -> str:
    """The path of a fresh sign-in link of momo's."""
    answer = site.browser().client.post(
        "/api/v1/courses/ml/tokens",
        json={"alias": "momo"},
        headers={"Authorization": f"Bearer {site.token('sensei')}"},
    )
    url: str = answer.json()["sign_in_url"]
    return url[url.index("/sign-in") :]


def test_a_browser_that_goes_to_a_link_is_signed_in_at_once(site: Site, link: str) -> None:
    browser = site.browser()
    answer = browser.client.get(link, headers={"Sec-Fetch-Mode": "navigate"})

    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert "Your courses" in browser.see("/").text


def test_a_preview_of_a_link_does_not_use_it_up(site: Site, link: str) -> None:
    for _ in range(2):
        preview = site.browser().client.get(link)
        assert preview.status_code == 200
        assert "set-cookie" not in preview.headers
    browser = site.browser()
    secret = link.partition("link=")[2]

    assert browser.client.post("/sign-in/link", data={"link": secret}).status_code == 303
    assert "Your courses" in browser.see("/").text


def test_a_browser_s_cookie_alone_lets_no_other_site_change_anything(site: Site) -> None:
    browser = site.browser("momo")
    answer = browser.client.post(
        "/api/v1/courses/ml/assignments/small/submissions?track=unrestricted",
        content="id,prediction\n",
        headers={"Content-Type": "text/csv", "Sec-Fetch-Site": "cross-site"},
    )

    assert answer.status_code == 403
    assert answer.json()["errors"][0]["code"] == "cross_site"


def test_even_a_fault_of_ours_carries_the_headers_and_says_nothing(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> None:
        raise RuntimeError("/secret/path")

    monkeypatch.setattr(site.service.database, "read", refuse)
    client = TestClient(site.app, raise_server_exceptions=False)
    answer = client.get("/api/v1/courses", headers={"Authorization": "Bearer gds_x"})

    assert answer.status_code == 500
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "secret" not in answer.text
    assert answer.json()["errors"][0]["code"] == "our_fault"


@pytest.mark.parametrize("path", ["/", "/courses/ml", SMALL])
def test_a_token_that_may_not_read_opens_no_page(site: Site, path: str) -> None:
    made = site.browser().client.post(
        "/api/v1/courses/ml/tokens",
        json={"alias": "momo", "scopes": ["submit"]},
        headers={"Authorization": f"Bearer {site.token('sensei')}"},
    )
    browser = site.browser()
    browser.client.post("/sign-in", data={"token": made.json()["token"]})

    assert browser.client.get(path).status_code == 403

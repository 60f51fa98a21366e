"""Ways in and out by browser."""

from datetime import timedelta

import pytest
import time_machine
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from server.core.clock import now
from server.core.models import Membership
from server.courses import queries as courses
from server.courses.rules import create_course
from server.identity.rules import ALL_SCOPES, Viewer, Way, administrator
from tests.server.ungraded_site import HOSTILE, SMALL, Page, Site


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
    answer = browser.client.post("/sign-out")
    assert answer.status_code == 303
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
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

    assert (answer.status_code, answer.headers["location"]) == (303, "/courses/ml")
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


@pytest.mark.parametrize("beside", [{}, {"Authorization": "Basic eA=="}, {"Authorization": ""}])
def test_a_browser_s_cookie_alone_lets_no_other_site_change_anything(
    site: Site, beside: dict[str, str]
) -> None:
    browser = site.browser("momo")
    answer = browser.client.post(
        "/api/v1/courses/ml/assignments/small/submissions?track=unrestricted",
        content="id,prediction\n",
        headers={"Content-Type": "text/csv", "Sec-Fetch-Site": "cross-site", **beside},
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


GO = {"Sec-Fetch-Mode": "navigate"}


def link_of(site: Site, alias: str = "momo", course: str = "ml") -> str:
    """The path of a new link of somebody's."""
    answer = site.browser().client.post(
        f"/api/v1/courses/{course}/tokens",
        json={"alias": alias},
        headers={"Authorization": f"Bearer {site.token('sensei')}"},
    )
    url: str = answer.json()["sign_in_url"]
    return url[url.index("/sign-in") :]


def test_a_used_link_leads_its_owner_on_and_says_to_others_that_it_was_used(
    site: Site, link: str
) -> None:
    owner = site.browser()
    owner.client.get(link, headers=GO)
    with time_machine.travel(now() + timedelta(days=3), tick=False):  # long after it expired
        again = owner.client.get(link, headers=GO)
        assert (again.status_code, again.headers["location"]) == (303, "/courses/ml")
        assert "set-cookie" not in again.headers
    for browser in (site.browser(), site.browser(HOSTILE)):
        page = Page(browser.client.get(link, headers=GO))
        assert page.status == 401
        assert "This sign-in link was used on " in page.text
        assert "ask course staff" in page.text
        assert "momo" not in page.text
    owner.client.post("/sign-out")
    assert "was used on" in Page(owner.client.get(link, headers=GO)).text


def test_of_a_link_that_never_was_nothing_is_told(site: Site) -> None:
    words = "This sign-in link was used already or has expired."
    assert words in Page(site.browser().client.get("/sign-in?link=guess", headers=GO)).text
    signed_in = site.browser("momo").client.get("/sign-in?link=guess", headers=GO)
    assert words in Page(signed_in).text


def test_who_is_signed_in_uses_no_link_up(site: Site, link: str) -> None:
    momo = site.browser("momo")
    assert momo.client.get(link, headers=GO).headers["location"] == "/courses/ml"
    assert site.browser().client.get(link, headers=GO).headers["location"] == "/courses/ml"


def test_a_link_replaces_nobody_s_session_unasked(site: Site, link: str) -> None:
    browser = site.browser(HOSTILE)
    secret = link.partition("link=")[2]
    for _ in range(2):
        for answer in (
            browser.client.get(link, headers=GO),
            browser.client.post("/sign-in/link", data={"link": secret}),
        ):
            page = Page(answer)
            assert f"Sign in as momo instead of {HOSTILE}" in page.text
            assert "Ken &" not in page.text
            assert "set-cookie" not in answer.headers
    assert HOSTILE in browser.see("/").text

    form = {one["name"]: one["value"] for one in page.all("input")}
    assert browser.client.post("/sign-in/link", data=form).headers["location"] == "/courses/ml"
    assert "momo" in browser.see("/").text


def test_who_has_shown_no_way_into_the_course_is_not_named_in_it(site: Site) -> None:
    join(site, "dl")
    browser = site.browser()
    browser.client.get(link_of(site, "ken", "dl"), headers=GO)
    page = Page(browser.client.get(link_of(site), headers=GO))
    assert "Sign in as momo instead" in page.text
    assert "ken" not in page.text
    assert HOSTILE not in page.text


def test_a_second_course_s_link_joins_the_first(site: Site) -> None:
    join(site, "dl")
    browser = site.browser()
    browser.client.get(link_of(site), headers=GO)
    assert "dl" not in browser.see("/").text

    answer = browser.client.get(link_of(site, "peach", "dl"), headers=GO)

    assert answer.headers["location"] == "/courses/dl"
    home = browser.see("/")
    assert {"/courses/ml", "/courses/dl"} <= set(home.links)
    assert browser.client.get("/courses/dl").status_code == 200
    assert browser.client.get("/courses/ml").status_code == 200


def join(site: Site, slug: str) -> None:
    """Another course, with momo as peach and the one of the hostile alias as ken."""

    def work(session: Session) -> None:
        admin = administrator(session)
        viewer = Viewer(admin.id, admin.name, is_admin=True, ways=(Way(ALL_SCOPES),))
        made = create_course(session, viewer, slug=slug, title=slug, time_zone="UTC", locale="en")
        of_alias = {"momo": "peach", HOSTILE: "ken", "sensei": "sensei"}
        found = courses.by_slug(session, "ml")
        assert found is not None
        for member, _ in courses.roster(session, found.id):
            alias = of_alias[member.alias]
            session.add(
                Membership(
                    course_id=made.id, person_id=member.person_id, role=member.role, alias=alias
                )
            )

    site.service.database.write(work)

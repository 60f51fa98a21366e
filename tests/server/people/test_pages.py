"""The pages of people: who is there, what opens a course for whom, corrections and merges."""

from urllib.parse import quote

import pytest
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from server.identity.rules import ALL_SCOPES, administrator, issue_token
from tests.server.ungraded_site import HOSTILE, Browser, Site

MEMBERS = "/courses/ml/members"


@pytest.fixture
def root(empty_site: Site) -> Browser:
    """A browser in which the administrator is signed in."""

    def make(session: Session) -> str:
        person = administrator(session)
        return issue_token(session, person.id, label="root", scopes=ALL_SCOPES, days=1)

    browser = empty_site.browser()
    browser.sign_in(empty_site.service.database.write(make))
    return browser


def link_in(page_text: str) -> str:
    return next(word for word in page_text.split() if "/sign-in?link=" in word)


def test_staff_see_who_came_in(empty_site: Site) -> None:
    sensei = empty_site.browser("sensei")
    page = sensei.see(MEMBERS)
    assert "Momoko student never" in page.text
    assert "Sato instructor signed in" in page.text
    assert HOSTILE not in page.source

    momo = empty_site.browser("momo")
    assert "Momoko student signed in" in sensei.see(MEMBERS).text
    momo.client.post("/sign-out")
    assert "Momoko student never" in sensei.see(MEMBERS).text, "a use is noted a minute late"
    assert MEMBERS in sensei.see("/courses/ml").links


def test_students_see_nobody(empty_site: Site) -> None:
    momo = empty_site.browser("momo")
    momo.see(MEMBERS, 403)
    momo.see(f"{MEMBERS}/momo", 403)
    momo.see("/people", 403)
    assert MEMBERS not in momo.see("/courses/ml").links


@pytest.mark.parametrize("alias", ["momo", "sensei"])
def test_a_member_is_let_in_by_a_link_and_out_again(empty_site: Site, alias: str) -> None:
    sensei = empty_site.browser("sensei")
    made = sensei.client.post(f"{MEMBERS}/{alias}/links")
    assert made.status_code == 200
    other = empty_site.browser()
    address = link_in(made.text.replace("<", " ").replace(">", " "))
    navigated = {"Sec-Fetch-Mode": "navigate"}
    path = address[address.index("/sign-in") :]
    assert other.client.get(path, headers=navigated).status_code == 303
    other.see("/courses/ml")

    page = sensei.see(f"{MEMBERS}/{alias}")
    assert "unknown browser" in page.text or "Sign out" in page.text
    assert sensei.client.post(f"{MEMBERS}/{alias}/sessions").status_code == 303
    assert other.client.get("/courses/ml").status_code == 303


def test_a_token_of_the_course_is_revoked(empty_site: Site) -> None:
    api = TestClient(empty_site.app, headers=_bearer(empty_site, "sensei"))
    made = api.post("/api/v1/courses/ml/tokens", json={"alias": "momo", "label": "laptop"}).json()
    sensei = empty_site.browser("sensei")
    page = sensei.see(f"{MEMBERS}/momo")
    assert "laptop" in page.text
    assert "test" not in page.text.split(), "tokens of all courses are not theirs to end"
    answer = sensei.client.post(f"{MEMBERS}/momo/tokens")
    assert answer.headers["location"] == f"{MEMBERS}/momo"
    headers = {"Authorization": f"Bearer {made['token']}"}
    assert TestClient(empty_site.app).get("/api/v1/courses", headers=headers).status_code == 401


def _bearer(site: Site, alias: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {site.token(alias)}"}


def test_an_alias_of_whatever_characters_has_its_page(empty_site: Site) -> None:
    sensei = empty_site.browser("sensei")
    (where,) = [link for link in sensei.see(MEMBERS).links if "script" in link]
    assert where == f"{MEMBERS}/{quote(HOSTILE, safe='')}".replace("%2F", "/")


def test_administrators_find_correct_and_merge_people(root: Browser, empty_site: Site) -> None:
    page = root.see("/people")
    assert {"Momoko", "Sato"} <= set(page.text.split())
    page = root.see("/people?who=Momoko")
    (momo,) = [link for link in page.links if link.startswith("/people/")]
    new = {"name": "Momoko Mori", "email": "mori@x.org", "student_number": "s1"}
    assert root.client.post(momo, data=new).status_code == 303
    page = root.see(momo)
    assert "Momoko → Momoko Mori" in page.text
    assert root.client.post(momo, data={"email": "none"}).status_code == 422

    planned = root.see(f"{momo}?into=Ken %26 Kenji")
    assert "Momoko Mori becomes Ken & Kenji ." in planned.text
    (into,) = [one["value"] for one in planned.all("button") if one.get("name") == "into"]
    merged = root.client.post(f"{momo}/merge", data={"into": into})
    assert merged.headers["location"] == f"/people/{into}"
    assert "mori@x.org" in root.see(f"/people/{into}").source
    root.see(momo, 404)
    empty_site.browser("momo").see("/courses/ml")


def test_who_cannot_be_merged_is_said_before(root: Browser) -> None:
    (momo,) = [link for link in root.see("/people?who=Momoko").links if "/people/" in link]
    assert "one of them is" in root.see(f"{momo}?into=Sato", 409).text
    assert "Nobody else is called so." in root.see(f"{momo}?into=nobody").text


def test_a_token_is_replaced_on_the_page(empty_site: Site) -> None:
    momo = empty_site.browser("momo")
    (token,) = [
        one["value"]
        for one in momo.see("/account").all("button")
        if one.get("aria-label") == "Replace test"
    ]
    answer = momo.client.post("/account/tokens/rotation", data={"token": token})
    assert answer.status_code == 200
    secret = answer.text.split("gds_")[1].split("<")[0]
    headers = {"Authorization": f"Bearer gds_{secret}"}
    assert TestClient(empty_site.app).get("/api/v1/courses", headers=headers).status_code == 200
    page = momo.see("/account")
    assert "replaced" in page.text
    assert "the old one ends" in page.text
    assert secret not in page.source, "it is shown once"
    again = momo.client.post("/account/tokens/rotation", data={"token": token})
    assert again.status_code == 409


@pytest.mark.parametrize(
    "path",
    [
        *("/account/tokens/rotation", "/courses/ml/alias", MEMBERS, f"{MEMBERS}/momo/links"),
        *(f"{MEMBERS}/momo/tokens", f"{MEMBERS}/momo/sessions", "/people/x", "/people/x/merge"),
    ],
)
def test_no_other_site_sends_these_forms(root: Browser, path: str) -> None:
    data = {"token": "x", "alias": "x", "into": "x"}
    headers = {"Sec-Fetch-Site": "cross-site"}
    assert root.client.post(path, data=data, headers=headers).status_code == 403

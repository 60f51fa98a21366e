"""Signing in by a provider of OpenID Connect, and whom no provider's word signs in."""

import html
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from server.core import limits
from server.core.clock import now
from server.core.models import Base, Identity, Person, SignInAttempt, WebSession
from server.identity import attempts, providers
from server.identity.providers import ALGORITHMS
from tests.server.identity.elsewhere import (
    MOMO,
    ROSTER,
    acts,
    address_on,
    alias_in,
    come_back,
    go,
    rows,
    sign_in,
)
from tests.server.identity.hand_made_provider import (
    ACCESS_TOKEN,
    CLIENT_ID,
    HandMadeProvider,
    signed,
    signed_by_another,
    signed_with_public_key,
    unsigned,
)
from tests.server.ungraded_site import Page, Site


@pytest.fixture
def site(provided: Site) -> Site:
    return provided


def test_an_address_that_the_provider_vouches_for_joins_the_roster(
    site: Site, provider: HandMadeProvider
) -> None:
    provider.claims = MOMO
    browser = site.browser()
    page = browser.see("/sign-in?next=/courses/ml")
    assert "Sign in with Uni <b>" in page.text
    assert "Sign in with Other" in page.text
    (form,) = [one for one in page.all("form") if "/with/uni" in one["action"]]

    address = address_on(Page(browser.client.post(form["action"])))
    assert "code_challenge_method=S256" in address
    assert "redirect_uri=http%3A%2F%2Ftestserver%2Fsign-in%2Fwith%2Funi%2Fcallback" in address
    answer = come_back(browser, provider.authorize(address))

    assert (answer.status_code, answer.headers["location"]) == (303, "/courses/ml")
    assert alias_in(browser) == "momo"
    assert acts(site)[-2:] == ["identity.join", "session.open"]
    (identity,) = rows(site, Identity)
    assert (identity.issuer, identity.subject) == (provider.issuer, "42")
    assert rows(site, SignInAttempt) == []


def test_whoever_came_once_is_known_by_the_subject_alone(
    site: Site, provider: HandMadeProvider
) -> None:
    provider.claims = MOMO
    sign_in(site.browser(), provider)
    provider.claims = {"sub": "42", "email": "ken@example.org", "email_verified": True}
    browser = site.browser()

    assert sign_in(browser, provider).status_code == 303
    assert alias_in(browser) == "momo"
    assert len(rows(site, Identity)) == 1


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "momo@example.org"},
        {"email": "momo@example.org", "email_verified": False},
        {"email": "momo@example.org", "email_verified": "true"},
        {"email": "momo@example.org", "email_verified": 1},
        {"upn": "momo@example.org"},
    ],
)
def test_an_address_that_nobody_vouches_for_opens_nothing(
    site: Site, provider: HandMadeProvider, claims: dict[str, Any]
) -> None:
    provider.claims, browser = claims, site.browser()
    page = Page(sign_in(browser, provider))

    assert page.status == 403
    assert "does not vouch for an address" in page.text
    assert "ask course staff for a sign-in link" in page.text
    assert "Sign in with Other" in page.text
    assert browser.client.get("/account").status_code == 303
    assert (rows(site, Identity), acts(site)[-1]) == ([], "sign_in.refused")


def test_who_is_on_no_roster_is_told_whom_to_ask_and_nothing_is_made(
    site: Site, provider: HandMadeProvider
) -> None:
    provider.claims = {"email": "who@example.org", "email_verified": True}
    people = len(rows(site, Person))
    page = Page(sign_in(site.browser(), provider))

    assert page.status == 403
    assert "no course's roster names 'who@example.org'" in page.text
    assert (len(rows(site, Person)), rows(site, Identity)) == (people, [])


def test_who_left_every_roster_is_on_none(site: Site, provider: HandMadeProvider) -> None:
    provider.claims = MOMO
    roster = ROSTER.replace("momo,Momoko,momo@example.org,\n", "")
    put = site.browser().client.put(
        "/api/v1/courses/ml/roster",
        content=roster,
        headers={"Authorization": f"Bearer {site.token('sensei')}"},
    )
    assert put.status_code == 200
    assert sign_in(site.browser(), provider).status_code == 403


def test_an_operator_may_trust_another_claim_of_one_provider(
    site: Site, other: HandMadeProvider
) -> None:
    other.claims = {"upn": "Ken@example.org", "email": "momo@example.org", "email_verified": True}
    browser = site.browser()

    assert sign_in(browser, other, "trusted").status_code == 303
    assert alias_in(browser) == "ken"


def test_another_account_of_the_same_address_takes_nobody_over(
    site: Site, provider: HandMadeProvider
) -> None:
    provider.claims = MOMO
    sign_in(site.browser(), provider)
    provider.claims, browser = {**MOMO, "sub": "43"}, site.browser()
    page = Page(sign_in(browser, provider))

    assert page.status == 403
    assert "is connected to another account of Uni" in page.text
    assert [one.subject for one in rows(site, Identity)] == ["42"]


def test_the_same_subject_of_another_issuer_is_somebody_else(
    site: Site, provider: HandMadeProvider, other: HandMadeProvider
) -> None:
    provider.claims = MOMO
    sign_in(site.browser(), provider)
    other.claims = {"sub": "42", "email": "ken@example.org", "email_verified": True}
    browser = site.browser()
    sign_in(browser, other, "other")
    assert alias_in(browser) == "ken"


def test_no_roster_s_address_makes_an_administrator(site: Site, provider: HandMadeProvider) -> None:
    def name_administrator(session: Session) -> None:
        person = session.scalars(select(Person).where(Person.email == "ken@example.org")).one()
        person.is_admin = True

    site.service.database.write(name_administrator)
    provider.claims = {"email": "ken@example.org", "email_verified": True}
    assert sign_in(site.browser(), provider).status_code == 403


@pytest.mark.parametrize(
    ("claims", "sign", "reason"),
    [
        ({"nonce": "another"}, None, "it belongs to another sign-in"),
        ({"nonce": None}, None, "it belongs to another sign-in"),
        ({"aud": "another"}, None, "it is meant for another server"),
        ({"aud": ["another", "third"], "azp": CLIENT_ID}, None, "it is meant for another server"),
        ({"aud": [CLIENT_ID, "another"], "azp": "another"}, None, "meant for another server"),
        ({"iss": "https://evil.example"}, None, "it comes from somebody else"),
        ({"exp": 1_000_000_000}, None, "it has expired, or one of the two clocks is wrong"),
        ({"exp": None}, None, "it has expired, or one of the two clocks is wrong"),
        ({"iat": 4_000_000_000, "exp": 4_000_000_300}, None, "one of the two clocks is wrong"),
        ({"sub": ""}, None, "it cannot be read"),
        ({"sub": "a\0b"}, None, "it cannot be read"),
        ({"sub": 42}, None, "it cannot be read"),
        ({"sub": "4" * 256}, None, "it cannot be read"),
        ({}, unsigned, "its signature does not hold"),
        ({}, signed_by_another, "its signature does not hold"),
        ({}, signed_with_public_key, "its signature does not hold"),
        ({}, lambda claims: "no.token", "its signature does not hold"),
    ],
)
def test_a_token_that_is_not_right_signs_nobody_in(
    site: Site,
    provider: HandMadeProvider,
    claims: dict[str, Any],
    sign: Callable[[dict[str, Any]], str] | None,
    reason: str,
) -> None:
    provider.claims = {**MOMO, **claims}
    provider.sign = sign or provider.sign
    browser = site.browser()
    page = Page(sign_in(browser, provider))

    assert page.status == 502
    assert reason in page.text
    assert browser.client.get("/account").status_code == 303
    assert acts(site)[-1] == "sign_in.failed"
    assert (rows(site, Identity), rows(site, WebSession)) == ([], [])


def test_clocks_may_be_two_minutes_apart(site: Site, provider: HandMadeProvider) -> None:
    provider.claims = {**MOMO, "iat": int(time.time()) + 100, "exp": int(time.time()) + 400}
    assert sign_in(site.browser(), provider).status_code == 303


def test_a_state_is_used_once(site: Site, provider: HandMadeProvider) -> None:
    provider.claims, browser = MOMO, site.browser()
    query = provider.authorize(go(browser))
    cookie = browser.client.cookies["gradus-attempt"]
    assert come_back(browser, query).status_code == 303
    assert "gradus-attempt" not in browser.client.cookies

    browser.client.cookies.set("gradus-attempt", cookie)
    page = Page(come_back(browser, {**query, "code": "code-new"}))
    assert page.status == 403
    assert "was used already" in page.text


def test_a_state_of_another_browser_signs_nobody_in(site: Site, provider: HandMadeProvider) -> None:
    """Login CSRF: who is sent to the callback of an attacker's own sign-in is not signed in."""
    provider.claims = MOMO
    query = provider.authorize(go(site.browser()))
    victim = site.browser()
    assert come_back(victim, query).status_code == 403
    go(victim)  # has an attempt of their own
    assert come_back(victim, query).status_code == 403
    assert rows(site, Identity) == []


def test_a_guess_does_not_use_an_attempt_up(site: Site, provider: HandMadeProvider) -> None:
    provider.claims, browser = MOMO, site.browser()
    query = provider.authorize(go(browser))
    cookie = browser.client.cookies["gradus-attempt"]
    assert come_back(browser, {"state": "0" * 64, "code": "1"}).status_code == 403
    assert come_back(browser, {"state": "\u00e9", "code": "1"}).status_code == 403
    browser.client.cookies.set("gradus-attempt", cookie)
    assert come_back(browser, query).status_code == 303


def test_an_attempt_ends_in_ten_minutes(site: Site, provider: HandMadeProvider) -> None:
    provider.claims = MOMO
    for minutes, status in ((9, 303), (11, 403)):
        browser = site.browser()
        query = provider.authorize(go(browser))
        cookie = browser.client.cookies["gradus-attempt"]
        with time_machine.travel(now() + timedelta(minutes=minutes), tick=False):
            browser.client.cookies.set("gradus-attempt", cookie)  # where the browser keeps it
            assert come_back(browser, query).status_code == status
    with time_machine.travel(now() + timedelta(minutes=11), tick=False):
        go(site.browser())
        assert len(rows(site, SignInAttempt)) == 1  # those that are over are forgotten


def test_an_answer_of_one_provider_is_none_of_another(
    site: Site, provider: HandMadeProvider, other: HandMadeProvider
) -> None:
    """Mix-up: neither provider is handed a code of the other."""
    provider.claims = other.claims = MOMO
    browser = site.browser()
    query = provider.authorize(go(browser))
    assert come_back(browser, query, "other").status_code == 403
    query = provider.authorize(go(browser), iss=other.issuer)
    page = Page(come_back(browser, query))
    assert page.status == 502
    assert "it comes from somebody else" in page.text
    assert "/token" not in [*provider.asked, *other.asked]
    assert sign_in(browser, provider, iss=provider.issuer).status_code == 303


def test_a_stolen_code_is_worth_nothing_without_its_verifier(
    site: Site, provider: HandMadeProvider
) -> None:
    provider.claims = MOMO
    stolen = provider.authorize(go(site.browser()))["code"]
    browser = site.browser()
    page = Page(come_back(browser, {**provider.authorize(go(browser)), "code": stolen}))
    assert page.status == 502
    assert "did not accept this server, or the code" in page.text
    assert "hunter2" not in page.source


def test_who_says_no_there_is_told_so(site: Site, provider: HandMadeProvider) -> None:
    browser = site.browser()
    query = provider.authorize(go(browser))
    page = Page(
        come_back(browser, {"error": "access_denied", "state": query["state"], "code": "1"})
    )
    assert page.status == 403
    assert "it was called off there" in page.text
    page = Page(sign_in(browser, provider, error="<script>", error_description="hunter2"))
    assert page.status == 502
    assert "hunter2" not in page.source
    assert acts(site)[-2:] == ["sign_in.failed"] * 2


def test_a_provider_that_is_away_is_said_to_be(site: Site, provider: HandMadeProvider) -> None:
    browser = site.browser()
    provider.fails = {"/.well-known/openid-configuration"}
    page = Page(browser.client.post("/sign-in/with/uni"))
    assert page.status == 503
    assert "Uni <b> does not answer." in page.text
    provider.fails = {"/token"}
    assert sign_in(browser, provider).status_code == 503
    provider.fails = {"/jwks"}
    assert sign_in(browser, provider).status_code == 503
    provider.fails, provider.claims = set(), MOMO
    assert sign_in(browser, provider).status_code == 303


@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/jwks"])
def test_no_provider_sends_the_server_elsewhere(
    site: Site, provider: HandMadeProvider, path: str
) -> None:
    provider.claims, provider.moved = MOMO, {path: f"{provider.issuer}/secrets"}
    if "configuration" in path:
        assert site.browser().client.post("/sign-in/with/uni").status_code >= 500
    else:
        assert sign_in(site.browser(), provider).status_code >= 500
    assert path in provider.asked
    assert "/secrets" not in provider.asked


def test_nothing_that_a_provider_hands_out_is_kept(site: Site, provider: HandMadeProvider) -> None:
    provider.claims = MOMO
    tokens: list[str] = []

    def sign(claims: dict[str, Any]) -> str:
        tokens.append(signed(claims))
        return tokens[-1]

    provider.sign = sign
    assert sign_in(site.browser(), provider).status_code == 303
    kept = repr([[vars(row) for row in rows(site, each.class_)] for each in Base.registry.mappers])
    assert provider.issuer in kept
    for secret in (ACCESS_TOKEN, *tokens, tokens[0].rpartition(".")[2]):
        assert secret not in kept


def test_a_provider_that_never_answers_is_not_waited_for(
    site: Site, provider: HandMadeProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(providers, "_LONGEST_S", 0.2)
    provider.hang = threading.Event()
    assert site.browser().client.post("/sign-in/with/uni").status_code == 503


@pytest.mark.parametrize(
    "about",
    [
        {"issuer": "https://evil.example"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"authorization_endpoint": "http://example.org/authorize"},
        {"token_endpoint": None},
    ],
)
def test_a_provider_that_names_itself_wrongly_is_not_gone_to(
    site: Site, provider: HandMadeProvider, about: dict[str, Any]
) -> None:
    provider.about = about
    page = Page(site.browser().client.post("/sign-in/with/uni"))
    assert page.status == 502
    assert "is not to be relied on" in page.text


def test_claims_that_the_token_lacks_are_asked_for(site: Site, provider: HandMadeProvider) -> None:
    provider.userinfo = {**MOMO, "sub": "another"}
    assert Page(sign_in(site.browser(), provider)).status == 502
    provider.userinfo = {**MOMO, "nonce": "x"}
    browser = site.browser()
    assert sign_in(browser, provider).status_code == 303
    assert alias_in(browser) == "momo"


def test_signing_in_never_leads_to_another_site(site: Site, provider: HandMadeProvider) -> None:
    provider.claims = MOMO
    for wanted, led in (("//evil.example", "/"), ("/" + "a" * 2000, "/"), ("/docs", "/docs")):
        browser = site.browser()
        answer = come_back(browser, provider.authorize(go(browser, wanted=wanted)))
        assert answer.headers["location"] == led


def test_the_host_that_a_client_names_is_no_address_to_come_back_to(site: Site) -> None:
    browser = site.browser()
    answer = browser.client.post("/sign-in/with/uni", headers={"Host": "evil.example"})
    assert "evil.example" not in answer.text
    assert "testserver" in answer.text


def test_a_sign_in_opens_a_new_session_and_ends_the_browser_s_earlier_one(
    site: Site, provider: HandMadeProvider
) -> None:
    provider.claims, browser = MOMO, site.browser("ken")
    before = browser.client.cookies["gradus"]
    assert sign_in(browser, provider).status_code == 303
    assert browser.client.cookies["gradus"] != before
    assert alias_in(browser) == "momo"
    old = site.browser()
    old.client.cookies.set("gradus", before)
    assert old.client.get("/account").status_code == 303


def test_forms_of_other_sites_send_nobody_anywhere(site: Site) -> None:
    cross = {"Sec-Fetch-Site": "cross-site"}
    for path in ("/sign-in/with/uni", "/account/identities/uni", "/account/identities"):
        answer = site.browser("momo").client.post(path, headers=cross, data={"identity": "a"})
        assert answer.status_code == 403
    assert site.browser().client.post("/account/identities/uni").status_code in (303, 401)
    assert site.browser().client.post("/sign-in/with/nobody").status_code == 404
    assert rows(site, SignInAttempt) == []


def test_algorithms_are_ours_to_choose() -> None:
    assert not {"none", "HS256"} & set(ALGORITHMS)


def test_a_title_is_text(site: Site) -> None:
    assert html.escape("Uni <b>") in site.browser().see("/").source


class TestStrangers:
    """Anybody may begin a sign-in, and nobody fills the table with them."""

    def test_an_address_begins_no_more_than_a_campus_needs(
        self, site: Site, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        limit = limits.Limit("sign-ins", at_once=3, every_s=60.0)
        monkeypatch.setattr(attempts, "OF_ADDRESS", limit)
        statuses = [self.begin(site, "192.0.2.1") for _ in range(5)]
        assert statuses == [200, 200, 200, 429, 429]
        assert self.kept(site) == 3, "who is told to wait leaves nothing"
        assert self.begin(site, "192.0.2.2") == 200

    def test_of_more_than_are_kept_the_oldest_are_over(
        self, site: Site, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(attempts, "MOST", 5)
        for _ in range(20):
            assert self.begin(site, "192.0.2.1") == 200
        assert self.kept(site) <= 6

    def begin(self, site: Site, address: str) -> int:
        client = TestClient(site.app, client=(address, 1), raise_server_exceptions=False)
        return client.post("/sign-in/with/uni").status_code

    def kept(self, site: Site) -> int:
        with site.service.database.read() as session:
            return len(session.scalars(select(SignInAttempt.token_hash)).all())

"""A browser's way to a provider and back, and what is kept of it."""

from pathlib import Path
from typing import Any

from sqlalchemy import select

from server.core.models import AuditEvent
from server.settings import Provider, Settings
from tests.server.identity.hand_made_provider import CLIENT_ID, SECRET, HandMadeProvider
from tests.server.ungraded_site import Browser, Page, Site

ROSTER = """\
alias,name,email,role
momo,Momoko,momo@example.org,
ken,Ken,ken@example.org,
nana,Nana,,
sensei,Sato,sensei@example.org,instructor
"""
MOMO = {"sub": "42", "email": "Momo@example.org", "email_verified": True}


def settings_for(data_dir: Path, **named: dict[str, str]) -> Settings:
    client = {"client_id": CLIENT_ID, "client_secret": SECRET}
    oidc = {name: Provider.model_validate({**client, **said}) for name, said in named.items()}
    return Settings(data_dir=data_dir, workers=0, public_url="http://testserver", oidc=oidc)


def address_on(page: Page) -> str:
    """Where a page leads a browser on to."""
    (refresh,) = [one["content"] for one in page.all("meta") if "http-equiv" in one]
    address = refresh.partition("url=")[2]
    assert address in page.links
    return address


def go(browser: Browser, name: str = "uni", wanted: str = "/", path: str = "/sign-in/with") -> str:
    """Where the button of a provider leads to."""
    return address_on(Page(browser.client.post(f"{path}/{name}?next={wanted}")))


def come_back(browser: Browser, query: dict[str, str], name: str = "uni") -> Any:
    return browser.client.get(f"/sign-in/with/{name}/callback", params=query)


def sign_in(browser: Browser, provider: HandMadeProvider, name: str = "uni", **also: str) -> Any:
    """The answer to somebody who comes back from a provider."""
    return come_back(browser, provider.authorize(go(browser, name), **also), name)


def connect(browser: Browser, provider: HandMadeProvider, name: str = "uni") -> Any:
    address = go(browser, name, path="/account/identities")
    return come_back(browser, provider.authorize(address), name)


def rows(site: Site, model: type) -> list[Any]:
    with site.service.database.read() as session:
        return list(session.scalars(select(model)))


def acts(site: Site) -> list[str]:
    return [event.action for event in sorted(rows(site, AuditEvent), key=lambda one: one.id)]


def alias_in(browser: Browser) -> str:
    """Who is signed in, as the page of the course names them."""
    page = browser.see("/")
    return next((alias for alias in ("momo", "ken", "nana", "sensei") if alias in page.text), "")

"""Two providers of OpenID Connect, and a site that knows both."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from server.app import create_app
from tests.server.identity.elsewhere import ROSTER, settings_for
from tests.server.identity.hand_made_provider import HandMadeProvider, hand_made_provider
from tests.server.ungraded_site import Site


@pytest.fixture
def provider() -> Iterator[HandMadeProvider]:
    with hand_made_provider() as provider:
        yield provider


@pytest.fixture
def other() -> Iterator[HandMadeProvider]:
    with hand_made_provider() as provider:
        yield provider


@pytest.fixture
def provided(
    sqlite_data_dir: Path, provider: HandMadeProvider, other: HandMadeProvider
) -> Iterator[Site]:
    """A site with the providers `uni`, `other` and `trusted`, which is the second one's."""
    settings = settings_for(
        sqlite_data_dir,
        uni={"issuer": provider.issuer, "title": "Uni <b>"},
        other={"issuer": other.issuer},
        trusted={"issuer": other.issuer, "roster_claim": "upn"},
    )
    app = create_app(settings)
    with TestClient(app):
        yield Site(app, ROSTER)

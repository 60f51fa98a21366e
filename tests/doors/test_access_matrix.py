"""Who gets which answer where: every route and page, for everybody who may knock at it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import copy_sqlite
from tests.doors.access_matrix import Doors, read_lines, routes_of, write_line
from tests.doors.conftest import make_bundle
from tests.server.identity.elsewhere import settings_for
from tests.server.identity.hand_made_provider import hand_made_provider
from tests.server.running import Running

LINES = read_lines()
pytestmark = pytest.mark.xdist_group("access matrix")


@pytest.fixture(scope="module")
def doors(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    root = tmp_path_factory.mktemp("doors")
    copy_sqlite(migrated_sqlite, root / "data")
    with hand_made_provider() as provider:
        settings = settings_for(root / "data", uni={"issuer": provider.issuer})
        running = Running(settings.model_copy(update={"port": 0, "smtp_url": "smtp://127.0.0.1:1"}))
        running.start()
        doors = Doors(running, make_bundle(root / "bundle"))
        yield doors
        doors.close()
        running.stop()


def test_every_route_has_its_line(doors: Doors) -> None:
    assert sorted(routes_of(doors.app)) == sorted(LINES)


@pytest.mark.long
@pytest.mark.parametrize("route", LINES)
def test_everybody_gets_the_answer_that_is_theirs(doors: Doors, route: str) -> None:
    is_page = "/api/" not in route
    answers = doors.knock(route, by_cookie=is_page)
    assert write_line(route, answers) == write_line(route, LINES[route])


@pytest.mark.proof
@pytest.mark.parametrize("route", [route for route in LINES if "/api/" in route])
def test_a_browser_gets_what_its_token_would(doors: Doors, route: str) -> None:
    answers = doors.knock(route, by_cookie=True)
    assert write_line(route, answers) == write_line(route, LINES[route])

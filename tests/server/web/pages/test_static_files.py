"""Stylesheet, script and icon, kept by browsers until they change."""

import re

import pytest
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient

from server.web.pages.static_files import FOLDER, HashedFiles, static_url

NAMES = ["gradus.css", "gradus.js", "favicon.svg"]


@pytest.fixture
def client() -> TestClient:
    return TestClient(Starlette(routes=[Mount("/static", HashedFiles())]))


@pytest.mark.parametrize("name", NAMES)
def test_a_file_under_its_hash_is_kept_for_good(client: TestClient, name: str) -> None:
    answer = client.get(static_url(name))
    assert answer.content == (FOLDER / name).read_bytes()
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize("query", ["", "?v=0123456789ab"])
def test_a_file_under_another_hash_is_asked_for_again(client: TestClient, query: str) -> None:
    assert client.get(f"/static/gradus.css{query}").headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("path", ["nothing.css", "../rendering.py", "%2e%2e/rendering.py"])
def test_nothing_else_is_served(client: TestClient, path: str) -> None:
    assert client.get(f"/static/{path}").status_code == 404


@pytest.mark.parametrize("name", NAMES)
def test_the_files_load_nothing_from_elsewhere(name: str) -> None:
    text = (FOLDER / name).read_text().replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"https?:|//[a-z]|@import|\burl\(|\bimport\b|innerHTML|\beval\b", text)

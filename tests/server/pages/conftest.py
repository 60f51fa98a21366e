"""Sites to look at."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from server.app import create_app
from server.settings import Settings
from tests.server.pages.ungraded_site import Site

LAYERS_TOML = """
schema = 1
slug = "layers"
kind = "layers"
title = { en = "Layers", ja = "レイヤー" }
starter = ["layers.py"]

[statement]
en = "statement.md"

[[tracks]]
slug = "main"
title = { en = "Main", ja = "本線" }
rules = { en = "NumPy only.", ja = "NumPy のみ。" }

[layers]
tasks = [{ layer = "Add", points = 1 }, { layer = "Affine", points = 3 }]
"""


@pytest.fixture
def empty_site(sqlite_data_dir: Path) -> Iterator[Site]:
    """A site without assignments."""
    app = create_app(Settings(data_dir=sqlite_data_dir, workers=0))
    with TestClient(app):
        yield Site(app)


@pytest.fixture
def site(empty_site: Site, prediction_bundle: Callable[..., Path]) -> Site:
    """A site with a prediction assignment of two tracks."""
    empty_site.push(prediction_bundle())
    return empty_site


@pytest.fixture
def layers_folder(tmp_path: Path) -> Path:
    """A bundle of layers."""
    folder = tmp_path / "layers"
    folder.mkdir()
    (folder / "assignment.toml").write_text(LAYERS_TOML)
    (folder / "statement.md").write_text("Write *two* layers.")
    (folder / "layers.py").write_text("class Add: ...\n")
    return folder

"""The picture of the modules is that of today's imports."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture(scope="module")
def diagram() -> ModuleType:
    """The file that draws it."""
    spec = importlib.util.spec_from_file_location("modules_diagram", DOCS / "modules_diagram.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_picture_is_todays(diagram: ModuleType) -> None:
    assert diagram.PICTURE.read_text("utf-8") == diagram.draw(), "type: make diagram"


def test_arrows_that_follow_from_others_are_left_out(diagram: ModuleType) -> None:
    imports = {"a": {"b", "c"}, "b": {"c"}, "c": set()}
    assert diagram.reached(imports, "a") == {"b", "c"}
    assert diagram.reached(imports, "c") == set()


def test_no_arrow_points_upward(diagram: ModuleType) -> None:
    places, _, _ = diagram.arrange(diagram.read_layers())
    arrows = diagram.arrows(places)
    assert len(arrows) > 3
    assert all(places[one][1] < places[other][1] for one, other in arrows)

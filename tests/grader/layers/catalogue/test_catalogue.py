"""A layer is one file: no other one of the judge knows its name."""

import re
from pathlib import Path

import pytest

from grader.layers.catalogue import KINDS, MODULES
from grader.problems import kinds_in

GRADER = Path(__file__).parents[4] / "grader"
WARM_UP = GRADER / "sandbox" / "child" / "warmup_request.py"  # any layer would do there
SOURCES = {path: path.read_text("utf-8") for path in GRADER.rglob("*.py") if path != WARM_UP}


@pytest.mark.parametrize("name", KINDS)
def test_a_layer_is_named_in_one_file_of_the_catalogue(name: str) -> None:
    (path,) = [path for path, source in SOURCES.items() if re.search(f'"{name}"', source)]
    assert path.parent == GRADER / "layers" / "catalogue"


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_a_mistake_has_one_name_as_a_code_and_as_a_constant(module) -> None:
    """So that each is found by the other."""
    for kind in kinds_in(module):
        assert getattr(module, kind.code.upper()) is kind

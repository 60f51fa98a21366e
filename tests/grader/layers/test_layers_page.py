"""What the documents say of each layer is what the judge asks of it."""

import re
import runpy
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from grader.layers.catalogue import KINDS

DOCS = Path(__file__).parents[3] / "docs"
TABLES = runpy.run_path(str(DOCS / "layer_tables.py"))
PAGE = (DOCS / "layers.md").read_text("utf-8")
LAYERS = pytest.mark.parametrize("name", KINDS)
CODE = re.compile(r"`([^`]+)`")
VALUES = re.compile(r'`(\w+)` ([\d.]+|"\w+")')  # as in: `D` 6, `alpha` 0.5
CHOICES = re.compile(r"`(\w+)` \(([^)]+)\)")  # of what has no usual value


CELL_END = re.compile(r"(?<!\\)\|")


@dataclass(frozen=True)
class Told:
    """What a row says of a layer."""

    constructor: str
    forward: str
    backward: str
    sizes: dict[str, str]
    arguments: dict[str, str]


def _rows() -> Iterator[Told]:
    for line in PAGE.splitlines():
        if line.startswith("| `") and "`forward(" in line:
            head, forward, backward, _, usual = map(str.strip, CELL_END.split(line[1:-1]))
            (constructor,) = CODE.findall(head)
            sizes, _, arguments = usual.partition("; ")
            given = dict(VALUES.findall(arguments) + CHOICES.findall(arguments))
            yield Told(constructor, forward, backward, dict(VALUES.findall(sizes)), given)


TOLD = {row.constructor.partition("(")[0]: row for row in _rows()}


def test_the_tables_are_those_of_the_catalogue() -> None:
    assert TABLES["with_tables"](PAGE) == PAGE, "run: make tables"


def test_a_bar_in_a_cell_does_not_end_it() -> None:
    size = replace(KINDS["ReLU"], gives="returns `|x|`")
    row = TABLES["_row"](size).strip()
    assert r"returns `\|x\|`" in row
    assert len(CELL_END.split(row[1:-1])) == 5


def test_the_page_has_all_layers_and_no_others() -> None:
    assert set(TOLD) == set(KINDS)
    assert len(list(_rows())) == len(KINDS)


@LAYERS
def test_a_layer_is_built_and_called_as_its_page_says(name: str) -> None:
    kind, called = KINDS[name], TOLD[name]
    layer = kind.specification()
    settings = [each for each, argument in kind.arguments.items() if argument.usual is not None]
    assert called.constructor == f"{name}({', '.join([*layer.parameters, *settings])})"
    arguments = [*layer.arguments, *(["train"] if layer.has_modes else [])]
    assert called.forward.startswith(f"`forward({', '.join(arguments)})`")


@LAYERS
def test_a_page_says_where_every_gradient_goes(name: str) -> None:
    layer, told = KINDS[name].specification(), CODE.findall(TOLD[name].backward)
    stored = {f"self.{layer.gradient(each)}" for each in layer.parameters}
    returned = {layer.gradient(each) for each in layer.inputs}
    assert stored == {each for each in told if each.startswith("self.")}
    assert returned <= {each for code in told for each in code.split(", ")}


@LAYERS
def test_the_usual_sizes_and_arguments_are_those_of_the_row(name: str) -> None:
    kind = KINDS[name]
    sizes = {letter: str(size) for letter, size in kind.shapes.items() if letter != "N"}
    assert TOLD[name].sizes == sizes
    assert set(TOLD[name].arguments) == set(kind.arguments)
    for argument, told in TOLD[name].arguments.items():
        known = kind.arguments[argument]
        assert told == known.expected if known.usual is None else float(told) == known.usual


def test_the_usual_batch_is_the_one_that_is_told() -> None:
    page = (DOCS / "assignment-format.md").read_text(encoding="utf-8")
    (told,) = re.findall(r"`N`, the batch, is (\d+) for all", page)
    (again,) = re.findall(r"N is (\d+) for all", PAGE)
    assert {kind.shapes["N"] for kind in KINDS.values()} == {int(told)} == {int(again)}

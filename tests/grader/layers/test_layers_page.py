"""What the documents say of each layer is what the judge asks of it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from grader.layers.catalogue import KINDS
from grader.layers.catalogue.kind import Argument

DOCS = Path(__file__).parents[3] / "docs"
LAYERS = pytest.mark.parametrize("name", KINDS)
CODE = re.compile(r"`([^`]+)`")
VALUES = re.compile(r"`(\w+)` ([\d.]+(?: and [\d.]+)*)")  # as in: `D` 6 and 4
RANGES = re.compile(r"`(\w+)`, ([\d.]+) to ([\d.]+)")  # of what has no usual value
OWNER = re.compile(r"^`(\w+)`: ")


@dataclass(frozen=True)
class Called:
    """How a page says that a layer is called."""

    constructor: str
    forward: str
    backward: str


@dataclass(frozen=True)
class Usual:
    """The usual choices of a layer by a table, and the bounds of those that it has none for."""

    shapes: dict[str, float]
    arguments: dict[str, float]
    ranges: dict[str, tuple[float, float]]


def _rows(page: str) -> Iterator[list[str]]:
    for line in (DOCS / page).read_text(encoding="utf-8").splitlines():
        if line.startswith("| `"):
            yield [cell.strip() for cell in line.strip("|").split("|")]


def _called() -> dict[str, Called]:
    """By layer, from the page of layers."""
    found = {}
    for head, forward, backward, *_ in (r for r in _rows("layers.md") if "`forward(" in r[1]):
        for constructor in CODE.findall(head):
            found[constructor.partition("(")[0]] = Called(constructor, forward, backward)
    return found


def _usual() -> dict[str, Usual]:
    """By layer, from the table of the format of assignments."""
    found = {}
    for row in _rows("assignment-format.md"):
        layers = CODE.findall(row[0])
        if not set(layers) <= set(KINDS):
            continue
        shapes, arguments = row[1:]
        owner = OWNER.match(arguments)
        for place, layer in enumerate(layers):
            own = arguments if owner is None or owner[1] == layer else ""
            ranges = {name: (float(low), float(high)) for name, low, high in RANGES.findall(own)}
            assert layer not in found
            found[layer] = Usual(_values(shapes, place), _values(own, place), ranges)
    return found


def _values(cell: str, place: int) -> dict[str, float]:
    """Values by name; of several, the one of the layer at that place of its row."""
    listed = {name: list(map(float, each.split(" and "))) for name, each in VALUES.findall(cell)}
    return {name: each[min(place, len(each) - 1)] for name, each in listed.items()}


def _is_given(argument: Argument) -> bool:
    return argument.usual is not None


def test_both_pages_have_all_layers_and_no_others() -> None:
    assert set(_called()) == set(KINDS)
    assert set(_usual()) == set(KINDS)


@LAYERS
def test_a_layer_is_built_and_called_as_its_page_says(name: str) -> None:
    kind, called = KINDS[name], _called()[name]
    layer = kind.specification()
    settings = [each for each, argument in kind.arguments.items() if _is_given(argument)]
    assert called.constructor == f"{name}({', '.join([*layer.parameters, *settings])})"
    arguments = [*layer.arguments, *(["train"] if layer.has_modes else [])]
    assert called.forward.startswith(f"`forward({', '.join(arguments)})`")


@LAYERS
def test_a_page_says_where_every_gradient_goes(name: str) -> None:
    layer, told = KINDS[name].specification(), CODE.findall(_called()[name].backward)
    stored = {f"self.{layer.gradient(each)}" for each in layer.parameters}
    returned = {layer.gradient(each) for each in layer.inputs}
    assert stored == {each for each in told if each.startswith("self.")}
    assert returned <= {each for code in told for each in code.split(", ")}


@LAYERS
def test_the_usual_sizes_and_arguments_are_those_of_the_table(name: str) -> None:
    kind, usual = KINDS[name], _usual()[name]
    sizes = {letter: size for letter, size in kind.shapes.items() if letter != "N"}
    given = {each: a.usual for each, a in kind.arguments.items() if _is_given(a)}
    others = {each: (a.low, a.high) for each, a in kind.arguments.items() if not _is_given(a)}
    assert (usual.shapes, usual.arguments, usual.ranges) == (sizes, given, others)


def test_the_usual_batch_is_the_one_that_is_told() -> None:
    page = (DOCS / "assignment-format.md").read_text(encoding="utf-8")
    (told,) = re.findall(r"`N`, the batch, is (\d+) for all", page)
    assert {kind.shapes["N"] for kind in KINDS.values()} == {int(told)}

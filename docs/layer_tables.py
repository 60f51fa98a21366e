"""Writes the tables of `docs/layers.md` from the catalogue of layers: `make tables`."""

import re
from collections.abc import Mapping
from pathlib import Path

from grader.layers.catalogue import KINDS
from grader.layers.catalogue.kind import Family, Kind, Number, Word
from grader.layers.catalogue.specification import Specification

PAGE = Path(__file__).parent / "layers.md"
HEADINGS: Mapping[Family, str] = {
    "gate": "Gates",
    "activation": "Activations",
    "with parameters": "Layers with parameters",
    "without parameters": "Layers without parameters",
    "loss": "Losses",
    "network": "Networks and training",
}
_HEAD = (
    "| class | forward | backward | shapes | usual sizes and arguments |\n|---|---|---|---|---|\n"
)
_BAR = r"\|"  # how `|` is said within a cell
_TABLE = re.compile(r"(?:^\|.*\n)+", re.MULTILINE)


def with_tables(page: str) -> str:
    """The page with the first table under each heading of a family written anew."""
    for family, heading in HEADINGS.items():
        before, mark, after = page.partition(f"\n## {heading}\n")
        rows = "".join(_row(kind) for kind in KINDS.values() if kind.family == family)
        page = before + mark + _TABLE.sub(lambda _, rows=rows: _HEAD + rows, after, count=1)
    return page


def _row(kind: Kind) -> str:
    layer = kind.specification()
    arguments = [*layer.arguments, *(["train"] if layer.has_modes else [])]
    cells = (
        f"`{kind.name}({', '.join([*layer.parameters, *layer.settings])})`",
        f"`forward({', '.join(arguments)})` {kind.gives}",
        _backward(layer),
        kind.shapes_in_words,
        "; ".join(filter(None, (_sizes(kind), _arguments(kind)))),
    )
    return f"| {' | '.join(cell.replace('|', _BAR) for cell in cells)} |\n"


def _backward(layer: Specification) -> str:
    stored = ", ".join(f"`self.{layer.gradient(name)}`" for name in layer.parameters)
    if layer.updates:
        return f"`update()` moves {stored} by one step of gradient descent"
    upstream = ", ".join(f"dout{n}" for n in range(1, layer.copies + 1))
    call = f"`backward({upstream if layer.copies > 1 else 'dout=1' if layer.is_loss else 'dout'})`"
    returned = ", ".join(map(layer.gradient, layer.inputs))
    parts = [f"returns `{returned}`"] if returned else []
    parts += [f"stores {stored}"] if stored else []
    ignored = "" if returned else "; what it returns is ignored"
    return f"{call} {', '.join(parts)}{ignored}"


def _sizes(kind: Kind) -> str:
    return ", ".join(f"`{letter}` {size}" for letter, size in kind.sizes.items())


def _arguments(kind: Kind) -> str:
    return ", ".join(f"`{name}` {_values(each)}" for name, each in kind.arguments.items())


def _values(argument: Number | Word) -> str:
    """The usual value; where there is none, what may be given."""
    if argument.usual is None:
        return f"({argument.expected})"
    return f"{argument.usual:g}" if isinstance(argument, Number) else f'"{argument.usual}"'


if __name__ == "__main__":
    PAGE.write_text(with_tables(PAGE.read_text("utf-8")), "utf-8")

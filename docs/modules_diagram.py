"""Draws the modules and who imports whom into `docs/images/modules.svg`: `make diagram`.

Rows are the layers of the contracts in `pyproject.toml`, so an arrow that points upward cannot be.
Only arrows that no chain of others implies are drawn, and none of imports that a contract ignores.
"""

import ast
import importlib.util
import re
import tomllib
from collections.abc import Iterable
from html import escape
from pathlib import Path

import grimp

ROOT = Path(__file__).parents[1]
PICTURE = ROOT / "docs" / "images" / "modules.svg"
ROOMS = ("gradus", "server", "grader", "reference", "languages")
BOX, GAP, ROW, BAND = (112, 34), 14, 66, 46
WIDTH = 940
STYLE = """
text { font: 13px system-ui, sans-serif; fill: #1c2733 }
.band { fill: #f3f5f8; stroke: #d5dbe3 } .box { fill: #fff; stroke: #8796a8 }
.name { font-weight: 600 } path { fill: none; stroke: #8796a8; stroke-opacity: .55 }
@media (prefers-color-scheme: dark) {
  text { fill: #e6ebf2 } .band { fill: #161c24; stroke: #2c3644 }
  .box { fill: #202936; stroke: #5d6d82 } path { stroke: #7f91a8 }
}
"""

Layers = dict[str, list[list[str]]]  # of each room, from the top down
Places = dict[str, tuple[float, float]]


def draw() -> str:
    """The picture as SVG, the same for the same imports."""
    layers = read_layers()
    places, bands, height = arrange(layers)
    parts = [
        f'<rect class="band" x="8" y="{top}" width="{WIDTH - 16}" height="{bottom - top}" rx="8"/>'
        f'<text class="name" x="22" y="{top + 22}">{room}/</text>'
        for room, (top, bottom) in bands.items()
    ]
    parts += [arrow(places[one], places[other]) for one, other in arrows(places)]
    parts += [box(name, *place) for name, place in places.items()]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img">'
        f"<title>The modules of Gradus and their imports, which point downward</title>"
        f"<style>{STYLE}</style>" + "\n".join(parts) + "</svg>\n"
    )


def read_layers() -> Layers:
    """The layers of each room, from the contracts that speak of one room alone."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    layers: Layers = {room: [[room]] for room in ROOMS}
    for contract in contracts["tool"]["importlinter"]["contracts"]:
        inside = "".join(f"{name}." for name in contract.get("containers", ()))
        rows = [
            [inside + name for name in re.split(r"\s*[|:]\s*", row)]
            for row in contract.get("layers", ())
        ]
        rooms = {name.partition(".")[0] for row in rows for name in row}
        if len(rooms) == 1 and all(name.count(".") == 1 for row in rows for name in row):
            layers[rooms.pop()] = rows
    return layers


def arrange(layers: Layers) -> tuple[Places, dict[str, tuple[float, float]], float]:
    """The middle of every box, the top and bottom of every room, and the height of it all."""
    places: Places = {}
    bands: dict[str, tuple[float, float]] = {}
    y = 8.0
    for room, rows in layers.items():
        top = y
        y += BAND
        for row in rows:
            x = (WIDTH - len(row) * BOX[0] - (len(row) - 1) * GAP) / 2 + BOX[0] / 2
            for name in row:
                places[name] = (x, y + BOX[1] / 2)
                x += BOX[0] + GAP
            y += ROW
        y += BOX[1] - ROW + 16
        bands[room] = (top, y)
        y += 14
    return places, bands, y


def arrows(names: Iterable[str]) -> list[tuple[str, str]]:
    """Who imports whom, without what follows from other arrows."""
    graph = grimp.build_graph(*ROOMS)
    for importers in ignored_importers():
        for one in filter(importers.fullmatch, graph.modules):
            graph.remove_module(one)
    drawn = list(names)
    imports = {
        one: {
            other
            for other in drawn
            if other != one
            and graph.direct_import_exists(importer=one, imported=other, as_packages=True)
        }
        for one in drawn
    }
    return [
        (one, other)
        for one in drawn
        for other in drawn
        if other in imports[one]
        and not any(other in reached(imports, between) for between in imports[one] - {other})
    ]


def ignored_importers() -> list[re.Pattern[str]]:
    """The modules from which a contract of layers lets everything be imported."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    return [
        re.compile(re.escape(line.partition(" -> ")[0]).replace(r"\*", r"\w+"))
        for contract in contracts["tool"]["importlinter"]["contracts"]
        for line in contract.get("ignore_imports", ())
    ]


def reached(imports: dict[str, set[str]], start: str) -> set[str]:
    """All that a module imports, by whatever ways."""
    found: set[str] = set()
    ahead = [start]
    while ahead:
        new = imports[ahead.pop()] - found
        found |= new
        ahead += new
    return found


def arrow(start: tuple[float, float], end: tuple[float, float]) -> str:
    """A line from the bottom of one box to the top of another."""
    (x1, y1), (x2, y2) = (start[0], start[1] + BOX[1] / 2), (end[0], end[1] - BOX[1] / 2)
    bend = max(12.0, (y2 - y1) / 2)
    return f'<path d="M{x1:g} {y1:g}C{x1:g} {y1 + bend:g} {x2:g} {y2 - bend:g} {x2:g} {y2:g}"/>'


def box(name: str, x: float, y: float) -> str:
    """A module with its name; its first sentence shows where a pointer rests."""
    spec = importlib.util.find_spec(name)  # not imported: `__main__` would run
    assert spec is not None
    assert spec.origin is not None
    words = ast.get_docstring(ast.parse(Path(spec.origin).read_bytes())) or ""
    purpose = words.partition("\n")[0]
    label = name.partition(".")[2] or name
    return (
        f'<g><title>{escape(purpose)}</title><rect class="box" x="{x - BOX[0] / 2:g}"'
        f' y="{y - BOX[1] / 2:g}" width="{BOX[0]}" height="{BOX[1]}" rx="5"/>'
        f'<text x="{x:g}" y="{y + 4:g}" text-anchor="middle">{label}</text></g>'
    )


if __name__ == "__main__":
    PICTURE.write_text(draw(), "utf-8")

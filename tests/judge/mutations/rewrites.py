"""Right rewrites of layers: one small file for each, by dialect and layer."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "right"
DIALECTS: Mapping[str, Mapping[str, str]] = {
    "A": {},
    "A2": {"convention": "A2"},
    "B": {"convention": "B"},
    "E": {"convention": "E"},
    "columns": {
        "batch": "columns",
        "weights": "outputs-inputs",
        "parameter_gradients": "mean",
    },
    "out-in": {"weights": "outputs-inputs"},
    "means": {"parameter_gradients": "mean"},
    "tanh": {"form": "tanh"},
}


@dataclass(frozen=True)
class Rewrite:
    """A right version of one layer. declared: what its bundle says of conventions and arguments."""

    name: str
    layer: str
    declared: Mapping[str, str]
    source: str


def _read(path: Path) -> Rewrite:
    dialect, layer, style = path.relative_to(FOLDER).with_suffix("").parts
    name = f"{dialect}/{layer}/{style}"
    return Rewrite(name, layer, DIALECTS[dialect], path.read_text("utf-8"))


RIGHT: tuple[Rewrite, ...] = tuple(map(_read, sorted(FOLDER.glob("*/*/*.py"))))


def rewrite_named(name: str) -> Rewrite:
    """The rewrite of that name."""
    return _BY_NAME[name]


_BY_NAME = {each.name: each for each in RIGHT}

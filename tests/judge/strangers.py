"""Layer files by somebody who had not seen the judge: right, wrong, measured, with shared state.

They were written from `docs/layers.md` and the reference alone. The tables beside them say of each
what it is, and where it is a matter of policy, what the policy makes of it.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from grader.definition.layer_tasks import Layers, LayerTask
from grader.layers.judge import judge
from grader.reports import Outcome
from grader.sandbox.runner import Limits, Runner

FOLDER = Path(__file__).parents[1] / "corpus" / "strangers"
LIMITS = Limits(20.0, 20.0, 512_000_000, 100_000)
Group = Literal[
    "honest", "autodiff", "measuring", "stateful", "mistakes", "slips", "unseen", "own", "cheats"
]


@dataclass(frozen=True)
class Stranger:
    """One file and what is asked for. said: the rest of its entry."""

    name: str
    source: bytes
    layers: Layers
    said: Mapping[str, Any]

    def judge(self, runner: Runner, seed: int) -> Outcome:
        """What the judge makes of it."""
        return judge(self.source, "layers.py", self.layers, LIMITS, runner, seed)

    def is_right(self, runner: Runner, seed: int) -> bool:
        """Whether it has all points."""
        return self.judge(runner, seed).points == self.layers.max_points


def strangers(group: Group) -> list[Stranger]:
    """The files of a group in the order of their table."""
    table = tomllib.loads((FOLDER / f"{group}.toml").read_text("utf-8"))
    return [_stranger(group, entry) for entry in table["file"]]


def _stranger(group: Group, entry: dict[str, Any]) -> Stranger:
    name, layer, convention = (entry.pop(key) for key in ("file", "layer", "convention"))
    shapes, arguments = (entry.pop(key, {}) for key in ("shapes", "arguments"))
    task = LayerTask(layer=layer, shapes=shapes, arguments=arguments)
    source = (FOLDER / group / name).read_bytes()
    return Stranger(name, source, Layers(convention=convention, tasks=(task,)), entry)

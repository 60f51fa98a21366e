"""Where in a file its layers are, found without reading it as Python: it may be anything."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

_CLASS = re.compile(r"class\s+(\w+)")
_METHOD = re.compile(r"\s+def\s+(forward|backward)\b")
_ROOTS = ("GITHUB_WORKSPACE", "CI_PROJECT_DIR")


@dataclass(frozen=True)
class Places:
    """Lines of classes and of their methods; 1-based."""

    lines: Mapping[tuple[str, str | None], int]

    @classmethod
    def of(cls, file: Path) -> Self:
        """The places in a file, whatever it holds."""
        lines: dict[tuple[str, str | None], int] = {}
        owner = ""
        with file.open(encoding="utf-8", errors="replace") as source:
            for number, line in enumerate(source, start=1):
                if found := _CLASS.match(line):
                    owner = found[1]
                    lines[owner, None] = number
                elif found := _METHOD.match(line):
                    lines.setdefault((owner, found[1]), number)
        return cls(lines)

    def line(self, layer: str, method: str | None) -> int:
        """The line of a method, else of its class, else the first."""
        return self.lines.get((layer, method)) or self.lines.get((layer, None)) or 1


def path_in_repository(file: Path, environment: Mapping[str, str] = os.environ) -> str:
    """The file from the root that the CI names, else from here; as given where it is elsewhere."""
    root = next((environment[name] for name in _ROOTS if environment.get(name)), None)
    place = file.resolve()
    for base in (root and Path(root).resolve(), Path.cwd()):
        if base and place.is_relative_to(base):
            return place.relative_to(base).as_posix()
    return file.as_posix()

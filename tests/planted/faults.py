"""The planted faults: what each changes, where its text stands, and which tests must notice."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

LIST = Path(__file__).with_name("faults.toml")
PACKAGES = ("gradus", "server", "grader", "reference")


class NotPlantableError(Exception):
    """The text of a fault, or a test that it names, is not where it should be."""


@dataclass(frozen=True)
class Fault:
    """One fault. package: where its text stands, exactly once, in whatever file."""

    name: str
    what: str
    package: str
    before: str
    after: str
    tests: tuple[str, ...]

    def place(self, root: Path) -> Path:
        """The file of a tree that has the text. Raises NotPlantableError unless it is there once.

        The text is looked for, so that a file may move without a word here.
        """
        found = [
            (file, file.read_text("utf-8").count(self.before))
            for file in _sources(root, self.package)
        ]
        places = [file for file, count in found for _ in range(count)]
        if len(places) != 1:
            raise NotPlantableError(f"{self.name}: its text stands {len(places)} times")
        return places[0]

    def targets(self, root: Path) -> list[str]:
        """The tests that must notice, as pytest takes them. Raises NotPlantableError for none."""
        found = {test: list(_tests_named(root, test)) for test in self.tests}
        missing = [test for test, nodes in found.items() if not nodes]
        if missing or not found:
            raise NotPlantableError(f"{self.name}: no test is called {', '.join(missing)}")
        return [node for nodes in found.values() for node in nodes]

    def plant(self, root: Path) -> Path:
        """Put the fault in its place in a tree; the file, whose text was the right one before."""
        file = self.place(root)
        text = file.read_text("utf-8").replace(self.before, self.after)
        compile(text, str(file), "exec")
        file.write_text(text, "utf-8")
        return file


def read_faults() -> tuple[Fault, ...]:
    """All of them, in the order of the list."""
    listed = tomllib.loads(LIST.read_text("utf-8"))["faults"]
    return tuple(
        Fault(
            one["name"],
            one["what"],
            one["in"],
            one["before"],
            one["after"],
            tuple(one["tests"]),
        )
        for one in listed
    )


def _sources(root: Path, package: str) -> Iterator[Path]:
    yield from sorted((root / package).rglob("*.py"))


def _tests_named(root: Path, name: str) -> Iterator[str]:
    """Every test of that name, with its file as seen from the root."""
    definition = re.compile(rf"^def {name}\(", re.MULTILINE)
    for file in sorted((root / "tests").rglob("test_*.py")):
        if definition.search(file.read_text("utf-8")):
            yield f"{file.relative_to(root)}::{name}"

"""The table of actions in docs/instructors.md: each cell names a test that there is."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/instructors.md").read_text()


def test_every_cell_of_the_table_of_actions_names_a_test_that_there_is() -> None:
    table = PAGE.partition("| Action | Page | API | Command |\n")[2].partition("\n\n")[0]
    rows = [line.strip("|").split("|") for line in table.splitlines()[1:]]
    assert rows
    written = {
        name
        for path in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r"^def (test_\w+)", path.read_text(), re.MULTILINE)
    }
    for action, *doors in rows:
        for cell in filter(str.strip, doors):
            named = re.findall(r"`(test_\w+)`", cell)
            assert named, f"{action}: {cell}"
            assert set(named) <= written, f"{action}: {cell}"

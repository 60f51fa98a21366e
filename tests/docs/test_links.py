"""Links of the pages that are read in the repository itself."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = (
    *("server", "grader", "gradus", "reference", "languages"),
    *("tests", "docs", "benchmarks", "requirements"),
)


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"])
def test_files_that_are_linked_to_are_there(page: str) -> None:
    text = (ROOT / page).read_text("utf-8")
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", text):
        if "://" not in target:
            assert (ROOT / target).exists(), target


def test_files_that_contributing_names_are_there() -> None:
    """Whole, or as the end of a path: `trials/plan.py`."""
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    files = [
        str(file.relative_to(ROOT))
        for room in ROOMS
        for file in [ROOT / room, *(ROOT / room).rglob("*")]
    ]
    named = set(re.findall(r"`([\w/.-]+(?:\.py|\.md|\.po|/))`", text))
    assert len(named) > 40
    lost = [
        name
        for name in named
        if not any(f"/{file}/".endswith(f"/{name.rstrip('/')}/") for file in files)
    ]
    assert not sorted(lost)

"""Text files with one header and one line per row, the same bytes on every system."""

from collections.abc import Iterable
from pathlib import Path


def write_lines(path: Path, header: str, lines: Iterable[str]) -> None:
    """Write a file of ASCII lines that end in a line feed, and the folder around it."""
    path.parent.mkdir(exist_ok=True)
    with path.open("w", encoding="ascii", newline="\n") as file:
        file.write(header + "\n")
        file.writelines(f"{line}\n" for line in lines)

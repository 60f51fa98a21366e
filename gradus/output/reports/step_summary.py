"""The page under a run of GitHub Actions: Markdown, of which the student writes no mark."""

import os
import string
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from gradus.output.reports.mark_sheet import MarkSheet, SheetPart

MOST_BYTES = 900_000
"""A step's summary may hold 1 MiB, and other commands of the step may want a part of it."""
_MOST_OUTPUT = 20_000
_MOST_TEXT = 2_000
_MOST_CELL = 300
# Character references are never read as Markdown or HTML (CommonMark 0.31, section 2.5).
_REFERENCES = {ord(char): f"&#{ord(char)};" for char in string.punctuation}


def append_summary(
    sheets: Sequence[MarkSheet], environment: Mapping[str, str] = os.environ
) -> None:
    """Add the summary to the file that the runner names; nothing where it names none.

    Raises OSError where the file cannot be written.
    """
    if place := environment.get("GITHUB_STEP_SUMMARY"):
        with Path(place).open("a", encoding="utf-8") as file:
            file.write(summary(sheets))


def summary(sheets: Sequence[MarkSheet]) -> str:
    """Markdown of at most MOST_BYTES: a section for each file, as many of them as fit."""
    text, left_out = "", 0
    for sheet in sheets:
        section = "\n".join(_section(sheet)) + "\n\n"
        if len((text + section).encode()) > MOST_BYTES:
            left_out += 1
        else:
            text += section
    return text + (f"{left_out} more files are in the log.\n" if left_out else "")


def _section(sheet: MarkSheet) -> Iterator[str]:
    yield f"### {'✅' if sheet.passed else '❌'} {markdown(sheet.path)} - {markdown(sheet.heading)}"
    yield ""
    if sheet.parts:
        yield "| Layer | Points | Checks | Worst element | What to try |"
        yield "|---|--:|--:|---|---|"
        yield from map(_row, sheet.parts)
        yield ""
    for complaint in sheet.complaints:
        yield f"- {markdown(_shorten(complaint.text_with_place, _MOST_TEXT))}"
    yield ""
    yield from (f"<sub>{markdown(note)}</sub><br>" for note in sheet.notes)
    if sheet.output:
        printed = markdown(_shorten(sheet.output, _MOST_OUTPUT), keep_lines=True)
        yield from ("", "<details><summary>What the code printed</summary>", "")
        yield from (f"<pre>{printed}</pre>", "", "</details>")


def _row(part: SheetPart) -> str:
    first = part.complaints[0] if part.complaints else None
    cells = (
        part.name,
        f"{part.points:g}/{part.max_points:g}",
        part.checks,
        first.worst if first else "",
        first.hint if first else part.unjudged,
    )
    return f"| {' | '.join(markdown(_shorten(cell, _MOST_CELL)) for cell in cells)} |"


def markdown(text: str, *, keep_lines: bool = False) -> str:
    """The text as Markdown that shows just that text, on one line unless lines are kept."""
    shown = text.translate(_REFERENCES)
    return shown if keep_lines else "<br>".join(shown.splitlines())


def _shorten(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[:most]} ..."

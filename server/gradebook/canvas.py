"""Filling a gradebook that Canvas exported, by the rules of its importer.

It finds people by its ID, then by SIS User ID, SIS Login ID and name; a column by the number behind
its title, else by the title, and makes a new assignment of any other. Source: canvas-lms,
lib/gradebook_importer.rb.
"""

import re
from dataclasses import dataclass

from server.core import gradebook_problems as problems
from server.core.spreadsheets import number_in
from server.core.tables import Table, plain, refuse
from server.gradebook.book import Gradebook
from server.gradebook.matching import Filling, Matcher

_ID_BEHIND = re.compile(r"\s*\(\d+\)$")
_DROPPED = tuple(
    f"{kind} {what}"
    for kind in ("current", "unposted current", "final", "unposted final", "override")
    for what in ("score", "grade", "points")
)  # columns of Canvas itself: a title with one of these is passed over in silence
_TEST_STUDENT = "student, test"
_KEYS = ("SIS User ID", "SIS Login ID", "Integration ID")
EXCUSED = "EX"


@dataclass(frozen=True)
class _Layout:
    """Where the columns of an export are. people: how many of them are of the student."""

    header: list[str]
    people: int

    def of(self, row: list[str], *names: str) -> list[str]:
        """The cells of a row in the columns of that name."""
        cells = zip(self.header[: self.people], row, strict=False)
        return [cell for name, cell in cells if name in names and cell.strip()]


def fill_canvas(
    table: Table, book: Gradebook, title: str, column: str | None, *, partial: bool
) -> tuple[Table, int]:
    """The student's columns of an export and one of points, and how many students were found.

    title: of a new assignment. column: the title of one that is in the export. Raises 422 for what
    Canvas would not take, take for something else, or pass over in silence.
    """
    layout = _layout(table)
    place = None if column is None else _place(layout, column)
    heading = title if place is None else layout.header[place]
    _require_title(layout, heading, is_new=place is None)
    filling, rows, has_points = (
        Filling(Matcher(book)),
        [[*_people(layout, table.rows[0]), heading]],
        False,
    )
    for number, row in enumerate(table.rows[1:], start=2):
        before = "" if place is None else row[place].strip()
        if "Points Possible" in row[0]:
            cell, has_points = _points_possible(book, before, is_new=place is None), True
        elif _is_of_nobody(layout, row):
            cell = before
        else:
            cell = _cell(filling, layout, number, row, before)
        rows.append([*_people(layout, row), cell])
    if not has_points:
        possible = ["    Points Possible", *[""] * (layout.people - 1), plain(book.most)]
        rows.insert(1, possible)
    filling.require_whole(partial=partial)
    return Table(rows, table.encoding, table.delimiter), filling.found


def _layout(table: Table) -> _Layout:
    header = table.header
    has_ids = any("ID" in name for name in header[1:3])
    if "Student" not in header[0] or not has_ids or "Section" not in header:
        raise refuse(problems.CANVAS_HEADER())
    return _Layout(header, header.index("Section") + 1)


def _people(layout: _Layout, row: list[str]) -> list[str]:
    return row[: layout.people]


def _bare(title: str) -> str:
    return _ID_BEHIND.sub("", title).strip().casefold()


def _place(layout: _Layout, column: str) -> int:
    """Where a column of grades is, by its whole title or by what stands before its number."""
    grades = range(layout.people, len(layout.header))
    wanted = column.strip()
    found = [i for i in grades if layout.header[i] == wanted]
    found = found or [i for i in grades if _bare(layout.header[i]) == wanted.casefold()]
    if len(found) != 1:
        kind = problems.COLUMN_TWICE if found else problems.COLUMN_MISSING
        raise refuse(kind(title=wanted))
    return found[0]


def _require_title(layout: _Layout, heading: str, *, is_new: bool) -> None:
    """Raise 422 for a title that means another column, or none."""
    bare = _bare(heading)
    if is_new and bare in {_bare(name) for name in layout.header[layout.people :]}:
        raise refuse(problems.COLUMN_THERE(title=heading))
    if any(word in bare for word in _DROPPED):
        raise refuse(problems.CANVAS_DROPPED(title=heading))


def _points_possible(book: Gradebook, before: str, *, is_new: bool) -> str:
    """What can be earned: Canvas sets the assignment's points by it."""
    if is_new:
        return plain(book.most)
    if "read only" in before.casefold():
        raise refuse(problems.CANVAS_READ_ONLY())
    there = number_in(before)
    if there is not None and there != book.most:
        raise refuse(problems.FILL_OTHER_POINTS(there=before, here=plain(book.most)))
    return before or plain(book.most)


def _is_of_nobody(layout: _Layout, row: list[str]) -> bool:
    """Whether a row is Canvas's own: how grades are posted, or its student for tests."""
    is_posting = not row[0].strip() and not layout.of(row, "ID", *_KEYS)
    return is_posting or row[0].strip().casefold() == _TEST_STUDENT


def _cell(filling: Filling, layout: _Layout, number: int, row: list[str], before: str) -> str:
    """A student's points. Where there are none, or who is excused, it stays what it was."""
    ids = [cell for key in _KEYS for cell in layout.of(row, key)]
    last, first = layout.of(row, "LastName"), layout.of(row, "FirstName")
    name = f"{last[0]}, {first[0]}" if last and first else row[0]
    grade = filling.find(number, name.strip() or ids[0], ids, [name])
    if grade is None or grade.points is None or before.upper() == EXCUSED:
        return before
    return plain(grade.points)

"""Grades as files that other systems take: filled into what they gave out."""

from dataclasses import dataclass
from typing import Literal

from server.core.tables import read_table, write_table
from server.gradebook.book import Gradebook
from server.gradebook.canvas import fill_canvas
from server.gradebook.moodle import fill_moodle, fill_worksheet

System = Literal["canvas", "moodle", "worksheet"]


@dataclass(frozen=True)
class Filled:
    """A file, and of how many students grades are in it."""

    content: bytes
    students: int


def fill(
    data: bytes,
    book: Gradebook,
    system: System,
    title: str,
    column: str | None = None,
    *,
    partial: bool = False,
) -> Filled:
    """The file with the points of the class, in the encoding in which it came.

    data: what the system exported. title: of the assignment. column: which one is filled, where the
    file has several. partial: whether people who are not known on the other side are left out.
    Raises 409 where no points may leave, and 422 with what is wrong with the file.
    """
    book.require_told()
    table = read_table(data)
    match system:
        case "canvas":
            filled, students = fill_canvas(table, book, title, column, partial=partial)
        case "moodle":
            filled, students = fill_moodle(table, book, column or title, partial=partial)
        case "worksheet":
            filled, students = fill_worksheet(table, book, column, partial=partial)
    return Filled(write_table(filled), students)

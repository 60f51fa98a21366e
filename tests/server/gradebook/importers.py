"""What Canvas and Moodle make of a file, by rules written from their importers' sources.

canvas-lms, lib/gradebook_importer.rb; moodle, grade/import/csv/classes/load_data.php and
mod/assign/feedback/offline/importgradeslib.php.
"""

import csv
import io
import re
from dataclasses import dataclass, field


class RefusedError(Exception):
    """The importer takes nothing of the file."""


@dataclass
class Canvas:
    """A course there: people by the numbers and names that find them, assignments by their ids."""

    people: dict[str, str]
    assignments: dict[str, str]
    points_possible: dict[str, float] = field(default_factory=dict)
    grades: dict[tuple[str, str], str | None] = field(default_factory=dict)

    def take(self, text: str) -> None:
        """Import a file."""
        first = "".join(text.splitlines(keepends=True)[:3])
        rows = list(csv.reader(io.StringIO(text), delimiter=";" if ";" in first else ","))
        header = rows[0]
        if "Student" not in header[0] or "ID" not in header[1] or "Section" not in header:
            raise RefusedError("Invalid header row")
        people = header.index("Section") + 1
        columns = {i: self._assignment(header[i]) for i in range(people, len(header))}
        ignored = {i for i, found in columns.items() if found is None}
        for row in rows[1:]:
            if "Points Possible" in row[0]:
                for i, found in columns.items():
                    if "(read only)" in row[i]:
                        ignored.add(i)
                    elif found is not None:
                        self.points_possible[found] = float(row[i].replace(",", "."))
                continue
            if not row[0].strip():
                continue  # how grades are posted
            person = self._person(dict(zip(header[:people], row, strict=False)))
            for i, found in columns.items():
                if i not in ignored and found is not None and person is not None:
                    self.grades[person, found] = self._grade(row[i])

    def _assignment(self, title: str) -> str | None:
        words = ("Current", "Final", "Override")
        if any(f"{word} {kind}" in title for word in words for kind in ("Score", "Grade")):
            return None
        if found := re.search(r"\((\d+)\)$", title):
            assert found[1] in self.assignments, "a number of another course"
            return found[1]
        for number, known in self.assignments.items():
            if known == title:
                return number
        self.assignments[f"new {title}"] = title
        return f"new {title}"

    def _person(self, cells: dict[str, str]) -> str | None:
        for column in ("ID", "SIS User ID", "SIS Login ID", "Student"):
            if (found := self.people.get(cells.get(column, "").strip())) is not None:
                return found
        return None

    @staticmethod
    def _grade(cell: str) -> str | None:
        text = cell.strip()
        if text in ("", "-"):
            return None
        return text if text.upper() == "EX" else f"{float(text.replace(',', '.')):.2f}"


@dataclass
class Moodle:
    """A course there. users: by id number, address and user name. most: for one grade."""

    users: dict[str, str]
    most: float = 100.0
    grades: dict[str, float] = field(default_factory=dict)

    def take(self, text: str, key: str) -> None:
        """Import grades, each of the last column; one user who is not known ends it all."""
        rows = list(csv.DictReader(io.StringIO(text)))
        found = {}
        for row in rows:
            user = self.users.get(row[key].strip())
            if user is None:
                raise RefusedError(f"no user {row[key]}")
            cell = list(row.values())[-1].strip()
            if cell in ("", "-"):
                continue
            if float(cell) > self.most:
                raise RefusedError(f"{cell} is too much")
            found[user] = float(cell)
        self.grades |= found

    def take_worksheet(self, text: str, identifier: str, grade: str, modified: str) -> None:
        """Import a worksheet: participants by the number behind a word."""
        rows = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
        assert rows.fieldnames is not None
        if not {identifier, grade, modified} <= {*rows.fieldnames}:
            raise RefusedError("not a worksheet")
        for row in rows:
            number = re.search(r"(\d+)$", row[identifier])
            assert number is not None
            if row[grade].strip():
                self.grades[self.users[number[1]]] = float(row[grade])

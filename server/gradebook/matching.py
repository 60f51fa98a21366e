"""Who of the class a line of another system's file means."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from server.core import gradebook_problems as problems
from server.core.tables import refuse
from server.gradebook.book import Grade, Gradebook

_MOST_SAID = 20


def key_of(text: str) -> str:
    """A name or number without what people write differently: width, case, space, commas."""
    folded = unicodedata.normalize("NFKC", text).casefold().strip().lstrip("'")
    return "".join(folded.replace(",", " ").split())


@dataclass
class Matcher:
    """The grades of a class by what other systems call its students.

    Of aliases the roster's counts: one that was chosen may be the number of another.
    """

    book: Gradebook
    _by_id: dict[str, list[Grade]] = field(default_factory=dict)
    _by_name: dict[str, list[Grade]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for grade in self.book.grades:
            student = grade.student
            address = student.email or ""
            ids = (address, address.partition("@")[0], student.number or "")
            own = student.roster_alias or student.alias
            for key in {key_of(text) for text in (*ids, own)} - {""}:
                self._by_id.setdefault(key, []).append(grade)
            if student.name == student.alias:  # the roster gives no name
                continue
            for key in {key_of(student.name), _turned(student.name)} - {""}:
                self._by_name.setdefault(key, []).append(grade)

    def find(self, ids: Sequence[str], names: Sequence[str]) -> Grade | None:
        """Whom these mean: the first number, login or address that is one student's, else a name.

        What two students share means neither.
        """
        said = {key for name in names for key in (key_of(name), _turned(name))} - {""}
        known = [self._by_id.get(key_of(text), []) for text in ids]
        known += [self._by_name.get(key, []) for key in said]
        return next((found[0] for found in known if len(found) == 1), None)


def _turned(name: str) -> str:
    """The key of a name with its first part last: `Sato, Momoko` is `Momoko Sato`."""
    first, comma, rest = name.partition(",")
    if not comma:
        first, _, rest = name.strip().partition(" ")
    return key_of(f"{rest} {first}")


@dataclass
class Filling:
    """Lines of a file as they find their students. strangers: those who are on no roster here."""

    matcher: Matcher
    strangers: list[tuple[int, str]] = field(default_factory=list)
    _rows: dict[str, int] = field(default_factory=dict)

    def find(self, row: int, label: str, ids: Sequence[str], names: Sequence[str]) -> Grade | None:
        """The grade for a row, from 1. Raises 422 where another row means the same student."""
        grade = self.matcher.find(ids, names)
        if grade is None:
            self.strangers.append((row, label))
            return None
        person = grade.student.person_id
        if person in self._rows:
            raise refuse(
                problems.FILL_TWICE(row=row, alias=grade.student.alias, first=self._rows[person])
            )
        self._rows[person] = row
        return grade

    @property
    def found(self) -> int:
        """How many students were found."""
        return len(self._rows)

    def require_whole(self, *, partial: bool) -> None:
        """Raise 422 where nobody was found, or, unless it may be partial, where somebody was not.

        Each stranger, and each student with points who is not in the file, is said by name.
        """
        if not self._rows:
            raise refuse(problems.FILL_NOBODY())
        if partial:
            return
        absent = [
            grade.student
            for grade in self.matcher.book.grades
            if grade.points is not None and grade.student.person_id not in self._rows
        ]
        said = [problems.FILL_STRANGER(row=row, who=label) for row, label in self.strangers]
        said += [problems.FILL_ABSENT(alias=one.alias, who=one.name) for one in absent]
        if said:
            more = len(said) - _MOST_SAID
            raise refuse(
                *said[:_MOST_SAID], *([problems.FILL_MORE(count=more)] if more > 0 else [])
            )

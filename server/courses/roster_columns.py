"""Which column of a roster says what: known by the titles that other systems give it."""

import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from grader import Problem
from server.core.roster_problems import UNKNOWN_COLUMN

FIELDS: Final = (
    *("alias", "name", "family_name", "given_name", "email", "role", "student_number"),
    "number_and_name",
)
"""What a column of a roster can say."""
TITLES: Final[Mapping[str, Sequence[str]]] = {
    "alias": ("alias", "nickname", "pseudonym", "別名", "ニックネーム", "表示名"),
    "name": (
        *("name", "full name", "student", "student name", "display name", "participant name"),
        *(
            "氏名",
            "名前",
            "フルネーム",
            "学生氏名",
            "受講者名",
            "漢字氏名",
            "氏名(漢字)",
        ),
    ),
    "family_name": ("surname", "last name", "family name", "姓", "苗字", "名字"),
    "given_name": ("first name", "given name", "forename", "名"),
    "email": (
        *("email", "email address", "mail", "mail address", "メールアドレス", "メール", "eメール"),
        *("電子メール", "電子メールアドレス", "連絡先メールアドレス"),
    ),
    "role": ("role", "roles", "ロール", "役割", "権限"),
    "student_number": (
        *("student number", "student_number", "student id", "student no", "id number"),
        *("sis user id", "matriculation number", "学籍番号", "学生番号", "学生証番号", "学籍no"),
        *("id番号", "idナンバー", "学生id"),
    ),
    "number_and_name": ("学籍番号 / 氏名", "学生番号 / 氏名", "student number / name"),
}
"""The titles by which each is known: as Canvas, Moodle, Google Classroom, manaba, WebClass and
spreadsheets write them. Of several in one file the first here counts."""
LOGINS: Final = ("sis login id", "login id", "username", "ユーザid", "ユーザーid", "ログインid")
"""Titles of columns that say the address where each of their cells is one."""
_FIRST_ROWS = 20


@dataclass(frozen=True)
class RosterColumns:
    """Where the columns are. titles: of the row that names them. places: of a field, which column.

    below: how many rows stand above the people, with the one that names the columns.
    """

    titles: Sequence[str]
    places: Mapping[str, int]
    below: int = 1

    @property
    def used(self) -> dict[str, str]:
        """The title of the column of each field."""
        return {field: self.titles[self.places[field]] for field in FIELDS if field in self.places}

    @property
    def ignored(self) -> list[str]:
        """The titles of the other columns."""
        used = set(self.places.values())
        others = (title for place, title in enumerate(self.titles) if place not in used)
        return [title for title in dict.fromkeys(others) if title]


def is_test_student(cells: Sequence[str]) -> bool:
    """Whether a row is the student that Canvas makes for tests."""
    return cells[0].strip().casefold() == "student, test"


def _key(title: str) -> str:
    """A title without what differs from file to file: case, width, spaces and signs."""
    text = unicodedata.normalize("NFKC", title).casefold()
    return "".join(character for character in text if character.isalnum())


_BY_KEY: Final = {
    _key(title): (field, rank) for field in FIELDS for rank, title in enumerate(TITLES[field])
}
_LOGIN_KEYS: Final = frozenset(map(_key, LOGINS))


def find_columns(
    rows: Sequence[Sequence[str]], given: Mapping[str, str], problems: list[Problem]
) -> RosterColumns:
    """The columns that a file's first rows name, or that `given` names by field and title.

    An empty title is no column. The row with the most titles that are known names the columns.
    problems: what is wrong with them is added.
    """
    above = _heading(rows[:_FIRST_ROWS], given)
    titles = [_on_one_line(cell) for cell in rows[above]]
    places = _known(titles, given, above + 1, problems)
    if "email" not in (*places, *given):
        places |= _logins(titles, rows[above + 1 :])
    for field, title in given.items():
        if field not in FIELDS:
            problems.append(UNKNOWN_COLUMN(row=None, name=field, columns=", ".join(FIELDS)))
        elif title and titles.count(_on_one_line(title)) != 1:
            columns = ", ".join(dict.fromkeys(filter(None, titles)))
            problems.append(UNKNOWN_COLUMN(row=above + 1, name=title, columns=columns))
        elif title:
            places[field] = titles.index(_on_one_line(title))
    return RosterColumns(titles, places, above + 1)


def _on_one_line(title: str) -> str:
    return " ".join(title.split())


def _heading(rows: Sequence[Sequence[str]], given: Mapping[str, str]) -> int:
    """Which row names the columns: the first of those with the most titles that are known."""
    wanted = {_key(title) for title in given.values()} | set(_BY_KEY)
    known = [len({_key(cell) for cell in row} & wanted) for row in rows]
    return known.index(max(known))


def _known(
    titles: Sequence[str], given: Mapping[str, str], row: int, problems: list[Problem]
) -> dict[str, int]:
    """The place of each field whose title is known, without those that say the same once more."""
    ranked: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for place, title in enumerate(titles):
        if _key(title) in _BY_KEY:
            field, rank = _BY_KEY[_key(title)]
            ranked[field].append((rank, place))
    places = {}
    for field, found in ranked.items():
        best = [place for rank, place in found if rank == min(found)[0]]
        if field in given:
            continue
        if len(best) > 1:
            columns = ", ".join(FIELDS)
            problems += (
                UNKNOWN_COLUMN(row=row, column=titles[place], name=titles[place], columns=columns)
                for place in best
            )
        places[field] = best[0]
    named = {*places, *(field for field, title in given.items() if title)}
    if "name" in named:
        places = _without(places, "family_name", "given_name")
    if named >= {"name", "student_number"}:
        places = _without(places, "number_and_name")
    return places


def _without(places: Mapping[str, int], *fields: str) -> dict[str, int]:
    return {field: place for field, place in places.items() if field not in fields}


def _logins(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> dict[str, int]:
    """The column of addresses that is called one of logins, if there is one."""
    for place, title in enumerate(titles):
        if _key(title) in _LOGIN_KEYS:
            people = (row for row in rows if len(row) > place and not is_test_student(row))
            cells = [row[place] for row in people if row[place].strip()]
            if cells and all("@" in cell for cell in cells):
                return {"email": place}
    return {}

"""Files for Moodle: its general import of grades, and its worksheet for grading offline.

The import stops at one user whom Moodle does not know, so it is made for those alone who are in a
list that Moodle gave out. Source: moodle, grade/import/csv/classes/load_data.php,
mod/assign/feedback/offline/importgradeslib.php.
"""

from collections.abc import Sequence

from server.core import gradebook_problems as problems
from server.core.spreadsheets import number_in
from server.core.tables import Table, plain, refuse
from server.gradebook.book import Gradebook
from server.gradebook.matching import Filling, Matcher, key_of

# What the columns are called, in the languages of those who asked; others name them by hand.
_ID_NUMBER = ("ID number", "idnumber", "IDナンバー", "ID ナンバー")
_EMAIL = ("Email address", "email", "E-mail address", "メールアドレス")
_LOGIN = ("Username", "ユーザ名", "ユーザー名")
_FULL_NAME = ("Full name", "User full name", "氏名", "フルネーム", "姓名", "名 / 姓", "姓 / 名")
_FIRST_NAME = ("First name", "名")
_LAST_NAME = ("Last name", "Surname", "姓")
_GRADE = ("Grade", "評点", "評価", "成績")
_MOST = ("Maximum grade", "Maximum Grade", "最大評点", "最大評価")


def fill_moodle(table: Table, book: Gradebook, title: str, *, partial: bool) -> tuple[Table, int]:
    """A file for the import, and how many students were found. table: the list from Moodle.

    A row for everybody of the list who has points, known by id number and address. Raises 422.
    """
    number, address, login = (_find(table, one) for one in (_ID_NUMBER, _EMAIL, _LOGIN))
    keys = [
        (name, place)
        for name, place in (("idnumber", number), ("email", address), ("username", login))
        if place is not None
    ]
    if not keys:
        raise refuse(problems.MOODLE_HEADER())
    filling, rows = Filling(Matcher(book)), [[*(name for name, _ in keys), title]]
    for row_number, row in enumerate(table.rows[1:], start=2):
        ids = [row[place] for _, place in keys]
        names = _names(table, row)
        label = next((text for text in (*names, *ids) if text.strip()), "")
        grade = filling.find(row_number, label, ids, names)
        if grade is not None and grade.points is not None:
            rows.append([*ids, plain(grade.points)])
    filling.require_whole(partial=partial)
    return Table(rows, table.encoding, table.delimiter), filling.found


def fill_worksheet(
    table: Table, book: Gradebook, column: str | None, *, partial: bool
) -> tuple[Table, int]:
    """A worksheet with its column of grades filled, and how many students were found.

    column: its name, where it is none of those known. All other cells stay: by the time of the last
    grade Moodle knows which grades are newer. Raises 422.
    """
    place = _find(table, _GRADE if column is None else (column,))
    if column is not None and place is None:
        raise refuse(problems.COLUMN_MISSING(title=column))
    if place is None or not all(row[0].strip()[-1:].isdigit() for row in table.rows[1:]):
        raise refuse(problems.WORKSHEET_HEADER())
    most, filling = _find(table, _MOST), Filling(Matcher(book))
    rows = [list(table.rows[0])]
    for number, row in enumerate(table.rows[1:], start=2):
        ids = [row[at] for one in (_ID_NUMBER, _EMAIL) if (at := _find(table, one)) is not None]
        names = _names(table, row)
        label = next((text for text in (*names, *ids, row[0]) if text.strip()), "")
        grade = filling.find(number, label, ids, names)
        filled = list(row)
        if grade is not None and grade.points is not None:
            _require_points(book, "" if most is None else row[most])
            filled[place] = plain(grade.points)
        rows.append(filled)
    filling.require_whole(partial=partial)
    return Table(rows, table.encoding, table.delimiter), filling.found


def _require_points(book: Gradebook, most: str) -> None:
    there = number_in(most)
    if there is not None and there != book.most:
        raise refuse(problems.FILL_OTHER_POINTS(there=most.strip(), here=plain(book.most)))


def _names(table: Table, row: Sequence[str]) -> list[str]:
    """What somebody is called: the whole name, else its two parts."""
    whole = _find(table, _FULL_NAME)
    if whole is not None:
        return [row[whole]]
    first, last = _find(table, _FIRST_NAME), _find(table, _LAST_NAME)
    if first is None or last is None:
        return []
    return [f"{row[last]}, {row[first]}"]


def _find(table: Table, names: Sequence[str]) -> int | None:
    """The first column of one of these names."""
    wanted = {key_of(name) for name in names}
    return next((i for i, name in enumerate(table.header) if key_of(name) in wanted), None)

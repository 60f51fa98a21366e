"""What the cells of a roster say, as other systems write them."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Final

from server.core.models import Role
from server.core.spreadsheets import unprotect
from server.courses.roster_columns import RosterColumns, is_test_student

_ROLES: Final = {
    Role.STUDENT.value: ("", "learner", "participant", "学生", "履修者", "受講者", "受講生"),
    Role.ASSISTANT.value: (
        *("ta", "teaching assistant", "non-editing teacher", "ティーチングアシスタント"),
        *("アシスタント", "編集権限のない教師"),
    ),
    Role.INSTRUCTOR.value: ("teacher", "教師", "教員", "担当教員", "講師"),
}
"""What roles are called elsewhere."""
_CALLED: Final = {name: role for role, names in _ROLES.items() for name in names}
_NOBODY: Final = frozenset({"points possible", "date", "points", "class average", "manual posting"})
"""What Canvas and Google Classroom write where a name stands, in rows of their own."""
_NUMBER_FIRST = re.compile(r"(\S*\d\S*?)(?:\s*[/:、,・|]\s*|\s+)(\S.*)")


def values_of(columns: RosterColumns, raw: Mapping[str, str]) -> dict[str, str]:
    """Alias, name, email, role and number of a row, each empty where it gives none."""
    cells = {field: unprotect(cell) for field, cell in raw.items()}
    number, name = cells.get("student_number", ""), cells.get("name", "")
    parts = [cells.get("given_name", ""), cells.get("family_name", "")]
    if not columns.used.get("family_name", "").isascii():
        parts.reverse()
    name = name or " ".join(filter(None, parts))
    both = _NUMBER_FIRST.fullmatch(unicodedata.normalize("NFC", cells.get("number_and_name", "")))
    if both is not None:
        number, name = number or both[1], name or both[2]
    elif cells.get("number_and_name"):
        name = name or cells["number_and_name"]
    others = {field: cells.get(field, "") for field in ("alias", "email", "role")}
    return {**others, "number": number, "name": name}


def role_called(name: str) -> str:
    """The role that a name means; itself where it means none."""
    called = unicodedata.normalize("NFKC", name).strip().casefold()
    return _CALLED.get(called, called)


def is_of_nobody(cells: Sequence[str], raw: Mapping[str, str]) -> bool:
    """Whether a row is the other system's own: points that can be earned, a student for tests.

    raw: what it says, by field.
    """
    if raw.get("alias"):
        return False
    if not any(raw.values()):
        return True
    if any(raw.get(field) for field in ("email", "student_number", "number_and_name")):
        return is_test_student(cells)
    return is_test_student(cells) or cells[0].strip().casefold() in _NOBODY

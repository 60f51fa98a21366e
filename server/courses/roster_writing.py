"""A roster as the CSV that can be put in force again: what `roster_reading` reads."""

import csv
import io
from collections.abc import Iterator, Sequence

from sqlalchemy.orm import Session

from server.core.models import Course
from server.core.spreadsheets import protect
from server.courses import queries as courses

COLUMNS = ("alias", "name", "email", "role", "student_number")


def write_roster(session: Session, course: Course) -> bytes:
    """The lines in force, by alias, in UTF-8. Put in force again it changes nothing.

    Of whoever is in another course as well the address is left out: it may be what that one knows.
    """
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(COLUMNS)
    writer.writerows([protect(cell) for cell in cells] for cells in _lines(session, course))
    return written.getvalue().encode("utf-8-sig")


def _lines(session: Session, course: Course) -> Iterator[Sequence[str]]:
    elsewhere = courses.in_other_courses(session, course.id)
    for member, person in courses.roster(session, course.id):
        if member.active:
            alias = member.roster_alias or member.alias
            email = "" if person.id in elsewhere else person.email or ""
            number = member.student_number or ""
            yield alias, member.name or "", email, member.role.value, number

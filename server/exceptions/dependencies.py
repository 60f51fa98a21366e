"""The form that asks for exceptions, as pages send it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import Form

from grader import Problem
from server.core import exception_problems as problems
from server.core.models.exceptions import MOST_EXTRA
from server.core.tables import refuse
from server.exceptions.grants import Grant
from server.exceptions.table import read_grants, read_moment

LONGEST_TABLE = 200_000


@dataclass(frozen=True)
class ExceptionForm:
    """What was typed into the form. table: a CSV in its place, where there is one."""

    person: Annotated[list[str] | None, Form(max_length=2_000)] = None
    reason: Annotated[str, Form(max_length=2_000)] = ""
    opens_at: Annotated[str, Form(max_length=64)] = ""
    closes_at: Annotated[str, Form(max_length=64)] = ""
    extra_tries: Annotated[str, Form(max_length=20)] = ""
    extra_minutes: Annotated[str, Form(max_length=20)] = ""
    moves_reveal: Annotated[bool, Form()] = False
    table: Annotated[str, Form(max_length=LONGEST_TABLE)] = ""

    @property
    def people(self) -> list[str]:
        """Who is chosen."""
        return self.person or []

    def grants(self, time_zone: str) -> list[Grant]:
        """What it grants. Raises 422 with everything that is wrong."""
        if self.table:
            return read_grants(self.table.encode(), time_zone)
        found: list[Problem] = []
        grant = Grant(
            tuple(self.people),
            self.reason,
            opens_at=_moment(self.opens_at, time_zone, found),
            closes_at=_moment(self.closes_at, time_zone, found),
            extra_tries=_number(self.extra_tries, found),
            extra_s=60 * _number(self.extra_minutes, found, MOST_EXTRA // 60),
        )
        if found:
            raise refuse(*found)
        return [grant]


def _moment(text: str, time_zone: str, found: list[Problem]) -> datetime | None:
    moment = read_moment(text.replace("T", " "), time_zone) if text.strip() else None
    if text.strip() and moment is None:
        found.append(problems.BAD_MOMENT(got=text))
    return moment


def _number(text: str, found: list[Problem], most: int = MOST_EXTRA) -> int:
    plain = text.strip()
    is_number = plain.isascii() and plain.isdigit() and len(plain) < 8 and int(plain) <= most
    if plain and not is_number:
        found.append(problems.BAD_NUMBER(got=plain, limit=most))
    return int(plain) if is_number else 0

"""What staff ask to be granted, and to whom; a name may be an alias, an address or a number."""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from grader import Problem
from server.core import exception_problems as problems
from server.core.models import Membership, Role

LONGEST_REASON = 500


@dataclass(frozen=True)
class Grant:
    """What some people are to have. row: of the table that it stands in; None for no table."""

    people: tuple[str, ...]
    reason: str
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    extra_tries: int = 0
    extra_s: int = 0
    row: int | None = None

    @property
    def is_empty(self) -> bool:
        """Whether it grants nothing."""
        return not (self.opens_at or self.closes_at or self.extra_tries or self.extra_s)


@dataclass(frozen=True)
class Addressed:
    """A grant and the student it is for."""

    member: Membership
    grant: Grant


def address(
    grants: Iterable[Grant], roster: Sequence[tuple[Membership, str | None]], found: list[Problem]
) -> list[Addressed]:
    """Every student that is named with what they are to have; what is wrong goes into `found`."""
    known: dict[str, list[Membership]] = {}
    for line, email in roster:
        names = (line.alias, line.roster_alias, email, line.student_number)
        for key in {_key(name) for name in names if name}:
            known.setdefault(key, []).append(line)
    addressed: dict[str, Addressed] = {}
    for grant in grants:
        if not grant.people:
            found.append(problems.NOBODY(row=grant.row))
        for name in grant.people:
            key = _key(name)
            meant = known.get(key, [])  # an alias may be chosen to look like another's number
            refused = list(_refused(name, meant, addressed, grant.row))
            found += refused
            if not refused:
                addressed[meant[0].person_id] = Addressed(meant[0], grant)
    return list(addressed.values())


def _refused(
    name: str, meant: Sequence[Membership], before: dict[str, Addressed], row: int | None
) -> Iterator[Problem]:
    if not meant:
        yield problems.UNKNOWN(row=row, person=name)
    elif len(meant) > 1:
        yield problems.AMBIGUOUS(row=row, person=name)
    elif meant[0].role is not Role.STUDENT:
        yield problems.STAFF(row=row, person=name)
    elif meant[0].person_id in before:
        yield problems.TWICE(row=row, person=name)


def _key(name: str) -> str:
    return unicodedata.normalize("NFKC", name).strip().casefold()

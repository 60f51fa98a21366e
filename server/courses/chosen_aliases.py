"""Aliases that students choose: readable, their own, and not to be taken for anybody else's.

Two that look alike are the same one here: in compatibility form (NFKC), without case, marks and
punctuation, with the letters and digits that are drawn like another's taken for that one. That is a
short list of the commonest, not Unicode's whole table (UTS #39); scripts are not mixed besides.
"""

import math
import unicodedata
from collections.abc import Iterable
from http import HTTPStatus

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.core import alias_problems as problems
from server.core import audit, limits
from server.core.errors import RequestProblemError
from server.core.limits import Limit
from server.core.models import Course, Membership, Person, Role
from server.courses.aliases import tells_who
from server.courses.rules import bump_boards
from server.identity.attributes import addresses_of
from server.identity.rules import Viewer

SHORTEST, LONGEST = 2, 24
_WEEK_S = 604_800.0
CHANGES = Limit("aliases chosen", at_once=3, every_s=_WEEK_S, longest_s=_WEEK_S)
_BETWEEN = " -_.・"
_STAFF_WORDS = (
    *("admin", "administrator", "gradus", "staff", "teacher", "instructor", "assistant"),
    *("professor", "lecturer", "sensei", "root", "system", "baseline", "erased", "moderator"),
    *("先生", "教員", "教授", "講師", "助手", "管理者", "運営", "公式"),
)
_ALIKE = {
    ord(seen): taken_for
    for these, those in (
        ("аеорсухіјѕԁԛԝһкмтвнгпиёьӏ", "aeopcyxllsdqwhkmtbhrnuebl"),  # Cyrillic
        ("αορνικτχυγηεβωμ", "aopvlktxuynebwu"),  # Greek
        ("01345689|!iıłøđj", "oleasbbglllllodl"),  # digits and strokes
    )
    for seen, taken_for in zip(these, those, strict=True)
}
_SCRIPTS = {
    "LATIN": "Latin",
    "CYRILLIC": "Cyrillic",
    "GREEK": "Greek",
    "CJK": "CJK",
    "HIRAGANA": "CJK",
    "KATAKANA": "CJK",
    "KATAKANA-HIRAGANA": "CJK",
    "HANGUL": "CJK",
}


def choose_alias(session: Session, viewer: Viewer, course_id: str, written: str) -> Membership:
    """Call a student so on the boards of a course from now on; what the roster called them is kept.

    Raises 403 where the course does not let them, 422 for what is no alias or tells who they are,
    409 for what others may be taken for, 429 after three changes and then more than one a week.
    """
    course = session.get_one(Course, course_id, with_for_update=True)  # of two at once one is first
    line = session.get(Membership, (course.id, viewer.person_id))
    if (
        line is None
        or not line.active
        or line.role is not Role.STUDENT
        or not course.lets_choose_aliases
    ):
        raise RequestProblemError(HTTPStatus.FORBIDDEN, problems.ALIASES_GIVEN())
    alias = readable(written)
    if alias == line.alias:
        return line
    _require_pseudonym(session, line, alias)
    _require_unlike(session, line, alias)
    _limit_changes(session, line)
    before, line.alias = line.alias, alias
    line.roster_alias = line.roster_alias or before
    if line.roster_alias == alias:
        line.roster_alias = None
    session.flush()
    bump_boards(session, course)
    audit.record(
        session,
        viewer.person_id,
        "member.rename",
        viewer.person_id,
        course_id=course.id,
        person=viewer.person_id,
        before={"alias": before},
        after={"alias": alias},
    )
    return line


def readable(written: str) -> str:
    """An alias as it is kept. Raises 422 for what is too short, too long or of other characters."""
    alias = " ".join(unicodedata.normalize("NFKC", written).split())
    letters = [one for one in alias if one not in _BETWEEN]
    scripts = {_script(one) for one in letters if not one.isdigit()} - {"", "CJK"}
    is_good = (
        SHORTEST <= len(alias) <= LONGEST
        and bool(letters)
        and all(_script(one) or one.isdigit() for one in letters)
        and alias[0] in letters
        and alias[-1] in letters
        and len(scripts) <= 1
    )
    if not is_good:
        problem = problems.ALIAS_UNREADABLE(shortest=SHORTEST, longest=LONGEST)
        raise RequestProblemError(HTTPStatus.UNPROCESSABLE_ENTITY, problem)
    return alias


def look(alias: str) -> str:
    """What is the same for all that look alike; empty where nothing is left of it."""
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", alias).casefold())
    joined = unicodedata.normalize("NFC", "".join(map(_unmarked, apart)))
    plain = joined.translate(_ALIKE).replace("rn", "m").replace("vv", "w")
    return "".join(filter(str.isalnum, plain))


def _unmarked(letter: str) -> str:
    """A letter, or nothing for an accent; what makes another kana of one is none."""
    is_accent = unicodedata.category(letter) == "Mn" and letter not in "\u3099\u309a"
    return "" if is_accent else letter


def _script(letter: str) -> str:
    """The script of a letter, as far as aliases may be written in it; empty for anything else."""
    if not (letter.isalpha() or letter in "ー々〆ヶ"):
        return ""
    return _SCRIPTS.get(unicodedata.name(letter, "").split(" ")[0], "")


def _require_pseudonym(session: Session, line: Membership, alias: str) -> None:
    """Raise 422 for what tells who they are; their own attributes are no secret to them."""
    person = session.get_one(Person, line.person_id)
    emails = (person.email or "", *addresses_of(session, person.id))
    for name in {person.name, line.name or ""} - {line.alias, line.roster_alias}:
        for number in (person.student_number or "", line.student_number or ""):
            if any(tells_who(alias, name, email, number) for email in emails):
                problem = problems.ALIAS_TELLS()
                raise RequestProblemError(HTTPStatus.UNPROCESSABLE_ENTITY, problem)


def _require_unlike(session: Session, line: Membership, alias: str) -> None:
    """Raise 409 for what may be taken for anybody of the course, or for its staff."""
    seen = look(alias)
    if not seen or seen in set(_taken(session, line)) or any(w in seen for w in _OF_STAFF):
        raise RequestProblemError(HTTPStatus.CONFLICT, problems.ALIAS_LIKE_ANOTHER())


def _taken(session: Session, line: Membership) -> Iterable[str]:
    """What is looked like already: every other line's aliases, and the names of staff.

    Names of students are not among them: who tries one after the other would find who is there.
    """
    rows = session.execute(
        select(Membership, Person)
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.course_id == line.course_id, Membership.person_id != line.person_id)
    )
    for other, person in rows:
        names = [other.alias, other.roster_alias]
        if other.role is not Role.STUDENT:
            names += [other.name, person.name, *(other.name or "").split()]
        yield from (look(name) for name in names if name)


def _limit_changes(session: Session, line: Membership) -> None:
    wait_s = limits.spend(session, CHANGES, f"{line.course_id} {line.person_id}")
    if wait_s > 0:
        days = math.ceil(wait_s / 86_400)
        raise RequestProblemError(
            HTTPStatus.TOO_MANY_REQUESTS,
            problems.ALIAS_CHANGED_OFTEN(days=days),
            headers={"Retry-After": str(math.ceil(wait_s))},
        )


_OF_STAFF = frozenset(map(look, _STAFF_WORDS))

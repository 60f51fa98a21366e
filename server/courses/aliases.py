"""Aliases: drawn of two words that anybody can say, and those that tell who somebody is."""

import re
import secrets
from collections.abc import Container
from functools import cache
from importlib.resources import files
from itertools import count

_OF_EACH_LENGTH = 50  # draws, until a number is put behind
_DIGITS = re.compile(r"\d{5,}")  # as in the number of a student
_LEAST_TELLING = 3  # characters of a name or an address


def draw_alias(locale: str, taken: Container[str]) -> str:
    """Two words in a language, which are nobody's yet; with a number behind where most are."""
    language = locale if locale in ("en", "ja") else "en"
    joint = "-" if language == "en" else ""
    for tried in count():
        alias = joint.join(map(secrets.choice, _words(language)))
        if tried >= _OF_EACH_LENGTH:
            alias += joint + str(secrets.randbelow(10 ** (1 + tried // _OF_EACH_LENGTH)))
        if alias not in taken:
            return alias
    raise AssertionError("there are always longer numbers")


@cache
def _words(language: str) -> tuple[list[str], list[str]]:
    """What comes first, and what comes second."""
    text = (files("server.courses") / "words" / f"{language}.txt").read_text("utf-8")
    first, second = text.split("\n\n")
    return first.split(), second.split()


def tells_who(alias: str, name: str, email: str, number: str = "") -> bool:
    """Whether an alias is no pseudonym: a number of a student, or a part of a name or address."""
    said = _letters(alias)
    parts = (*re.split(r"[\s@.,]+", email), *name.split(), name, number)
    known = [_letters(part) for part in parts]
    told = [part for part in known if len(part) >= _LEAST_TELLING]
    return bool(_DIGITS.search(alias)) or any(part in said for part in told)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))

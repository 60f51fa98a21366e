"""Numbers as the world writes them, and everything that one of them can mean.

A comma stands before decimals in half of the world and between thousands in the other half. Which
of the two it is, is never guessed: where both can be meant, both are said.
"""

import re
import unicodedata
from dataclasses import dataclass

_GAPS = " '’_\u00a0\u2007\u2009\u202f"  # between groups of digits and nowhere else
_LOCAL = re.compile(rf"([+-]?)([0-9.,{_GAPS}]*[0-9])((?:[eE][+-]?[0-9]+)?)")
_IN_DOUBT = re.compile(r"[+-]?[1-9][0-9]{0,2}\.[0-9]{3}(?:[eE][+-]?[0-9]+)?")
_MINUS_SIGNS = str.maketrans(dict.fromkeys("−‐‑‒–—ー", "-"))
_SAME_SIGNS = frozenset({"<wide>", "<narrow>", "<font>"})  # as ASCII's in all but their looks
_LONGEST = 40  # as much as a message shows


@dataclass(frozen=True)
class Reading:
    """One meaning of a text. number: as it is to be written.

    foreign: the comma stands before decimals there, or points stand between groups of digits.
    """

    number: str
    foreign: bool


def readings(text: str) -> tuple[Reading, ...]:
    """Every number that a text can mean; none where it follows no way of writing numbers."""
    match = _LOCAL.fullmatch(text)
    if match is None or len(text) > _LONGEST:
        return ()
    sign, digits, exponent = match.groups()
    found = []
    for mark in (".", ","):
        whole, _, fraction = digits.partition(mark)
        if fraction.isdigit() and (joined := _join_groups(whole or "0", mark)):
            number = f"{sign}{joined}.{fraction}{exponent}"
            found.append(Reading(number, foreign=mark == ","))
    if joined := _join_groups(digits, ""):
        found.append(Reading(f"{sign}{joined}{exponent}", foreign="." in digits))
    return tuple(found)


def could_be_thousands(text: str) -> bool:
    """Whether a number of our grammar is another one where points stand between thousands."""
    return _IN_DOUBT.fullmatch(text) is not None


def in_ascii(text: str) -> str:
    """The text with digits and signs of other widths and typefaces as those of ASCII."""
    if text.isascii():
        return text
    plain = (
        unicodedata.normalize("NFKC", c)
        if unicodedata.decomposition(c).partition(" ")[0] in _SAME_SIGNS
        else c
        for c in text
    )
    return "".join(plain).translate(_MINUS_SIGNS)


def _join_groups(whole: str, mark: str) -> str | None:
    """Digits without what separates them, which must be in groups. mark: that of decimals.

    Groups are of three, or of two above the lowest three as in India; an underscore may stand
    between any two digits, as in Python.
    """
    marks = {c for c in whole if not c.isdigit()}
    if not marks:
        return whole
    first, *others = whole.split(marks.pop())
    if marks or (mark and mark in whole):
        return None
    if "_" in whole:
        return first + "".join(others) if all((first, *others)) else None
    sizes = [len(group) for group in others]
    by_thousands = len(first) <= 3 and set(sizes) == {3}
    by_lakhs = len(first) <= 2 and set(sizes[:-1]) == {2} and sizes[-1] == 3 and "." not in whole
    if first[:1] in {"", "0"} or not (by_thousands or by_lakhs):
        return None
    return first + "".join(others)

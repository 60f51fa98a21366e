"""Sources that are too long to compare whole, without what nobody compares.

Whoever puts a long comment above a copy would otherwise have the comment compared and no more.
"""

import re
from collections.abc import Iterator

LONGEST = 200_000  # characters; twice what a program may have
_LONG_STRING = 100
# Comments go with the blank lines around them in one match, however many there are.
_PIECE = re.compile(
    r"""(?P<prefix>[A-Za-z]{0,2})
        (?P<quote>"{3}|'{3}|"|')(?P<string>(?<="{3}).*?(?:"{3}|\Z)|(?<='{3}).*?(?:'{3}|\Z)
          |(?<=")(?:\\.|[^"\\\n])*+"?|(?<=')(?:\\.|[^'\\\n])*+'?)
      |(?P<lines>[\ \t\f]*+(?:\#[^\n]*+)?+(?:\n(?:[\ \t\f]*+(?:\#[^\n]*+)?+\n)*+|\Z))
      |(?P<comment>\#[^\n]*+)
      |(?P<blank>[\ \t\f]++)
      |\w++|.""",
    re.VERBOSE | re.DOTALL,
)


def truncate(text: str, longest: int = LONGEST) -> str:
    """A text as it is, or the first `longest` characters of a longer one without comments.

    Of a longer one, blank lines go too, and strings of more than 100 characters are emptied: none
    of it is compared. Lines end in a line feed.
    """
    if len(text) <= longest:
        return text
    kept, length = [], 0
    for piece in _pieces(text):
        kept.append(piece)
        length += len(piece)
        if length >= longest:
            break
    return "".join(kept)[:longest]


def _pieces(text: str) -> Iterator[str]:
    starts_line = True
    for match in _PIECE.finditer(text):
        kind, piece = match.lastgroup, match.group()
        if kind == "lines":
            piece = "" if starts_line else "\n"
            starts_line = True
            yield piece
            continue
        if kind == "string" and len(piece) > _LONG_STRING and "f" not in match["prefix"].lower():
            piece = match["prefix"] + 2 * match["quote"]
        elif kind == "blank" and not starts_line:
            piece = " "
        starts_line = False
        yield "" if kind == "comment" else piece

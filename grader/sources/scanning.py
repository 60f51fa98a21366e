"""The text of a Python file in parts: code, strings and comments, in time linear in its length.

It needs no valid Python: files come here because Python cannot read them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

_TOKEN = re.compile(
    r"""
    (?P<comment> [#\uFF03][^\n]*+ )
    | (?P<string>
        \"\"\" (?: [^"\\] | \\. | "(?!"") )*+ (?: \"\"\" | \Z )
        | ''' (?: [^'\\] | \\. | '(?!'') )*+ (?: ''' | \Z )
        | (?: (?<=[fFtT]) | (?<=[fFtT][rR]) )  # from Python 3.12 on the same quotes may be inside
          (?: " (?: [^"\\\n{] | \\. | \{\{ | \{[^{}\n]*+\} )*+ "
            | ' (?: [^'\\\n{] | \\. | \{\{ | \{[^{}\n]*+\} )*+ ' )
        | " (?: [^"\\\n] | \\. )*+ "?
        | ' (?: [^'\\\n] | \\. )*+ '?
      )
    | (?P<quoted>
        \u201c [^\u201c\u201d\n]*+ \u201d | \u2018 [^\u2018\u2019\n]*+ \u2019
        | \uFF02 [^\uFF02\n]*+ \uFF02 | \uFF07 [^\uFF07\n]*+ \uFF07
      )
    | (?P<open> [(\[{\uFF08\uFF3B\uFF5B] )
    | (?P<close> [)\]}\uFF09\uFF3D\uFF5D] )
    | (?P<continuation> \\\n )
    | (?P<newline> \n )
    | (?P<code>
        [^#\uFF03"'\u201c\u2018\uFF02\uFF07()\[\]{}\uFF08\uFF09\uFF3B\uFF3D\uFF5B\uFF5D\\\n]++ | .
      )
    """,
    re.VERBOSE | re.DOTALL,
)
_LINE = re.compile(r"[^\n]*+")


class PartKind(Enum):
    """What a part of a file is.

    QUOTED: a string between quotes that Python does not know. START: nothing, where a line begins
    that goes on from none before.
    """

    CODE = auto()
    STRING = auto()
    COMMENT = auto()
    QUOTED = auto()
    START = auto()


@dataclass(frozen=True)
class Part:
    """A part of a file. at: where it begins. text: of a START the line up to its end."""

    kind: PartKind
    at: int
    text: str


_KINDS = {
    "comment": PartKind.COMMENT,
    "string": PartKind.STRING,
    "quoted": PartKind.QUOTED,
}


class Scanner:
    """Goes through a text part by part; whoever looks at the start of a line may leave it out."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    def leave_line(self) -> None:
        """Go on behind the line that has just started."""
        match = _LINE.match(self._text, self._at)
        assert match is not None
        self._at = match.end()

    def parts(self) -> Iterator[Part]:
        """Every part in order."""
        depth, is_start = 0, True
        while self._at < len(self._text):
            if is_start and (line := _LINE.match(self._text, self._at)):
                yield Part(PartKind.START, self._at, line[0])
            match = _TOKEN.match(self._text, self._at)
            if match is None:
                return
            self._at = match.end()
            name = match.lastgroup or "code"
            depth = max(0, depth + (name == "open") - (name == "close"))
            is_start = name == "newline" and depth == 0
            yield Part(_KINDS.get(name, PartKind.CODE), match.start(), match[0])

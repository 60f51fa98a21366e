"""Characters that a Japanese keyboard gives where Python wants another, outside strings.

None of them can stand there in Python, so reading them as meant changes no program that runs.
Full-width letters are left alone: Python takes them in names as they are.
"""

import unicodedata

_FULL_WIDTH_SIGNS = {chr(c + 0xFEE0): chr(c) for c in range(0x21, 0x7F) if not chr(c).isalpha()}
WIDE_SPACE = "\u3000"
MEANT = {
    **_FULL_WIDTH_SIGNS,
    WIDE_SPACE: " ",
    "\u00a0": " ",
    "\u2003": " ",
    "\u2002": " ",
    "\u200b": "",
    "\ufeff": "",
    "、": ",",
    "。": ".",
    "「": "[",
    "」": "]",
    "−": "-",
    "–": "-",
    "×": "*",
    "÷": "/",
    "≦": "<=",
    "≧": ">=",
    "≤": "<=",
    "≥": ">=",
    "≠": "!=",
}
_NAMES = {
    "\u3000": "a full-width space",
    "\u00a0": "a no-break space",
    "\u200b": "an invisible space",
    "\ufeff": "a byte order mark",
}
TRANSLATION = str.maketrans(MEANT)


def name_of(character: str) -> str:
    """How people call it."""
    code = f"U+{ord(character):04X}"
    if character in _NAMES or unicodedata.category(character) in {"Zs", "Cf"}:
        return f"{_NAMES.get(character, unicodedata.name(character, code).lower())} ({code})"
    return f"{character} ({code})"


def requote(text: str) -> str:
    """A string between quotes of Japanese or of typography, as Python writes it."""
    inside = text[1:-1]
    mark = "'" if '"' in inside else '"'
    return f"{mark}{inside}{mark}"

"""Text that people write to be shown on one line: letters, marks, symbols and spaces."""

import unicodedata


def is_plain(text: str) -> bool:
    """Whether `text` holds no control, invisible or unassigned characters and no line breaks.

    Every kind of space is plain, among them the ideographic one between Japanese names.
    """
    return text.isprintable() or all(
        letter.isprintable() or unicodedata.category(letter) == "Zs" for letter in text
    )

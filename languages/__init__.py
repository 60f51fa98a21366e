"""What people read, in their language: English in the code, every other language in a `.po` here.

A further language is its name in `Locale` and a file ``<name>.po`` that `make messages` begins.
"""

import re
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from typing import Literal, get_args

from languages.po import compile_po

Locale = Literal["en", "ja"]
LOCALES: tuple[Locale, ...] = get_args(Locale)
"""Every language, the code's own first."""
CATALOGUES = Path(__file__).parent


def translatable(sentence: str) -> str:
    """The sentence as it is, marked for `make messages`: whoever shows it calls `translate`."""
    return sentence


def translate(sentence: str, locale: Locale, context: str | None = None) -> str:
    """The sentence in `locale`, or as it is where nobody has translated it.

    context: where it stands, for a sentence that one language says differently there.
    """
    spoken = translations(locale)
    if context is not None and (found := spoken.pgettext(context, sentence)) != sentence:
        return found
    return spoken.gettext(sentence)


@cache
def translations(locale: Locale) -> NullTranslations:
    """All sentences in `locale`, as `gettext` has them."""
    if locale == LOCALES[0]:
        return NullTranslations()
    catalogue = (CATALOGUES / f"{locale}.po").read_text(encoding="utf-8")
    return GNUTranslations(BytesIO(compile_po(catalogue)))


def locale_of(tag: str) -> Locale | None:
    """The language of a tag such as ``ja-JP`` or ``ja_JP.UTF-8``; None for one not spoken here."""
    language = re.split(r"[-_.@]", tag.strip().lower(), maxsplit=1)[0]
    return next((locale for locale in LOCALES if locale == language), None)

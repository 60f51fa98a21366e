"""The pages' sentences in each language, read from gettext catalogues as they are."""

from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from grader import Locale

CATALOGUES = Path(__file__).parent / "locale"


@cache
def translations(locale: Locale) -> NullTranslations:
    """The sentences in `locale`. English is what the templates are written in: nothing to read."""
    if locale == "en":
        return NullTranslations()
    with (CATALOGUES / locale / "pages.po").open("rb") as source:
        catalogue = read_po(source, locale=locale)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return GNUTranslations(compiled)

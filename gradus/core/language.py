"""The language in which problems are read, from the environment as POSIX orders it."""

import os
from collections.abc import Mapping

from languages import LOCALES, Locale, locale_of


def preferred_language(environment: Mapping[str, str] = os.environ) -> Locale:
    """The language of the locale for messages where it is spoken here, else English."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if locale := environment.get(name):
            return locale_of(locale) or LOCALES[0]
    return LOCALES[0]
